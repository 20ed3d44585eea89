using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>Registered systems and what they show to be known. Few rows; callers may keep them in memory.</summary>
internal sealed class ClientTable(Database database)
{
    /// <summary>Every client with its credentials, also the disabled ones.</summary>
    public ValueTask<List<ClientRow>> ListAsync(CancellationToken ct) => database.ReadAsync(async session =>
    {
        var credentials = await session.Sql("""
            SELECT client_id, digest, kind, created_at, expires_at FROM client_credential ORDER BY client_id, created_at
            """).ListAsync(reader => (Client: reader.GetString(0), Credential: new Credential(
                reader.Bytes(1), (CredentialKind)reader.GetInt16(2), reader.Time(3), reader.TimeOrNull(4))));
        var byClient = credentials.ToLookup(row => row.Client, row => row.Credential, StringComparer.Ordinal);
        var clients = await session.Sql("""
            SELECT client_id, name, roles, agencies, policy, disabled_at, created_at, changed_at
            FROM client ORDER BY client_id
            """).ListAsync(Row);
        return clients.ConvertAll(client => client with { Credentials = [.. byClient[client.Id]] });
    }, ct);

    /// <returns>False: the id or one of the credentials is taken.</returns>
    public Task<bool> AddAsync(ClientRow client) => database.CommitAsync(0, async session =>
    {
        foreach (var credential in client.Credentials)
        {
            if (await session.Sql("SELECT client_id FROM client_credential WHERE digest = @digest")
                .Set("@digest", credential.Digest).FirstAsync(reader => reader.GetString(0)) is not null)
            {
                return false;
            }
        }

        var added = await session.Sql("""
            INSERT INTO client (client_id, name, roles, agencies, policy, disabled_at, created_at, changed_at)
            VALUES (@client_id, @name, @roles, @agencies, @policy, @disabled_at, @created_at, @created_at)
            ON CONFLICT (client_id) DO NOTHING
            """)
            .Set("@client_id", client.Id).Set("@name", client.Name).Set("@roles", string.Join(' ', client.Roles))
            .Set("@agencies", string.Join(' ', client.Agencies)).Set("@policy", client.Policy)
            .Set("@disabled_at", client.DisabledAt).Set("@created_at", client.CreatedAt)
            .ExecuteAsync();
        if (added == 0)
        {
            return false;
        }

        await AddCredentialsAsync(session, client.Id, client.Credentials);
        return true;
    });

    /// <summary>From now on nothing it shows is accepted. Its results stay.</summary>
    /// <returns>False: no such client.</returns>
    public Task<bool> DisableAsync(string clientId, DateTimeOffset at) => SetDisabledAsync(clientId, at, at);

    /// <returns>False: no such client.</returns>
    public Task<bool> EnableAsync(string clientId, DateTimeOffset at) => SetDisabledAsync(clientId, null, at);

    /// <summary>
    /// Adds a credential and lets the others of its kind end at <paramref name="othersEnd"/>, so that a client can
    /// change over without a gap.
    /// </summary>
    /// <returns>False: no such client, or the credential is in use.</returns>
    public Task<bool> RotateAsync(string clientId, Credential credential, DateTimeOffset othersEnd) =>
        database.CommitAsync(0, async session =>
        {
            var touched = await session.Sql("UPDATE client SET changed_at = @at WHERE client_id = @client_id")
                .Set("@client_id", clientId).Set("@at", credential.CreatedAt).ExecuteAsync();
            var taken = await session.Sql("SELECT client_id FROM client_credential WHERE digest = @digest")
                .Set("@digest", credential.Digest).FirstAsync(reader => reader.GetString(0));
            if (touched == 0 || taken is not null)
            {
                return false;
            }

            await session.Sql("""
                UPDATE client_credential SET expires_at = @end
                WHERE client_id = @client_id AND kind = @kind AND (expires_at IS NULL OR expires_at > @end)
                """)
                .Set("@client_id", clientId).Set("@kind", (short)credential.Kind).Set("@end", othersEnd)
                .ExecuteAsync();
            await AddCredentialsAsync(session, clientId, [credential]);
            return true;
        });

    private Task<bool> SetDisabledAsync(string clientId, DateTimeOffset? disabledAt, DateTimeOffset at) =>
        database.CommitAsync(0, async session => await session.Sql("""
            UPDATE client SET disabled_at = @disabled_at, changed_at = @at WHERE client_id = @client_id
            """)
            .Set("@client_id", clientId).Set("@disabled_at", disabledAt).Set("@at", at).ExecuteAsync() == 1);

    private static async Task AddCredentialsAsync(Session session, string clientId, IEnumerable<Credential> credentials)
    {
        foreach (var credential in credentials)
        {
            await session.Sql("""
                INSERT INTO client_credential (digest, client_id, kind, created_at, expires_at)
                VALUES (@digest, @client_id, @kind, @created_at, @expires_at)
                """)
                .Set("@digest", credential.Digest).Set("@client_id", clientId).Set("@kind", (short)credential.Kind)
                .Set("@created_at", credential.CreatedAt).Set("@expires_at", credential.ExpiresAt)
                .ExecuteAsync();
        }
    }

    private static ClientRow Row(DbDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Name = reader.GetString(1),
        Roles = Words(reader.GetString(2)),
        Agencies = Words(reader.GetString(3)),
        Policy = reader.GetString(4),
        DisabledAt = reader.TimeOrNull(5),
        CreatedAt = reader.Time(6),
        ChangedAt = reader.Time(7),
    };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A registered system.</summary>
internal sealed record ClientRow
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Words without blanks.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Agency codes it acts for.</summary>
    public required IReadOnlyList<string> Agencies { get; init; }

    /// <summary>JSON; <c>{}</c> is the default for everything.</summary>
    public string Policy { get; init; } = "{}";

    public DateTimeOffset? DisabledAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    public IReadOnlyList<Credential> Credentials { get; init; } = [];
}

/// <summary>The digest is the SHA-256 of the API key, or of the certificate's DER; 32 bytes.</summary>
internal sealed record Credential(
    byte[] Digest, CredentialKind Kind, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

internal enum CredentialKind : short
{
    ApiKey = 1,
    Certificate = 2,
}
