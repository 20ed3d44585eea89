using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Access;

/// <summary>
/// Knows every registered system by what it shows: the SHA-256 of its API key or client certificate. Kept in memory
/// and read again every <see cref="AccessOptions.RefreshSeconds"/>, so that a call costs one look-up.
/// </summary>
internal sealed class CallerDirectory(
    ClientTable clients,
    TimeProvider clock,
    IOptions<AccessOptions> options,
    ILogger<CallerDirectory> logger) : BackgroundService
{
    private const string Scheme = "Bearer ";

    /// <summary>A directory older than this many refreshes is not trusted: a system shut out must stay out.</summary>
    private const int RefreshesUntilStale = 15;

    private readonly StandingFault _fault = new();
    private volatile HashSet<string> _damaged = [];
    private volatile Directory _directory = new([], [], DateTimeOffset.MinValue);

    /// <summary>Whether the list is too old to be trusted: no call is let in.</summary>
    public bool IsStale => clock.GetUtcNow() - _directory.ReadAt
        > TimeSpan.FromSeconds(options.Value.RefreshSeconds * RefreshesUntilStale);

    /// <summary>Who calls.</summary>
    /// <returns>Null where nothing, or nothing known, was shown.</returns>
    /// <exception cref="StorageUnavailableException">The list cannot be read for so long that it is not trusted.
    /// </exception>
    public async ValueTask<Caller?> IdentifyAsync(HttpContext http, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (IsStale && !await TryRefreshAsync(ct))
        {
            throw new StorageUnavailableException("The list of systems has not been read for too long.");
        }

        var header = http.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            var digest = SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim()));
            return Find(digest, CredentialKind.ApiKey, now);
        }

        return http.Connection.ClientCertificate is { } certificate
            && certificate.NotBefore <= now && now <= certificate.NotAfter
            ? Find(certificate.GetCertHash(HashAlgorithmName.SHA256), CredentialKind.Certificate, now)
            : null;
    }

    /// <summary>Who runs a system; empty where none has this id.</summary>
    public string NameOf(string clientId) => _directory.Names.GetValueOrDefault(clientId, "");

    /// <summary>Reads the list again now; after a change made on this server.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        var readAt = clock.GetUtcNow();
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var damaged = new HashSet<string>(StringComparer.Ordinal);
        foreach (var client in await clients.ListAsync(ct))
        {
            names[client.Id] = client.Name;
            if (client.DisabledAt is not null || TryCallerOf(client, damaged) is not { } caller)
            {
                continue;
            }

            foreach (var credential in client.Credentials)
            {
                entries[Convert.ToHexString(credential.Digest)] = new Entry(caller, credential);
            }
        }

        (_damaged, _directory) = (damaged, new Directory(entries, names, readAt));
    }

    /// <summary>Registers the systems of the file where their id is not known yet, then reads the list.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Clients is { Length: > 0 } path)
        {
            await RegisterFirstAsync(path, cancellationToken);
        }

        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.RefreshSeconds), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryRefreshAsync(stoppingToken);
        }
    }

    /// <summary>Whatever happens, the next round tries again; the list in memory serves until it is stale.</summary>
    private async Task<bool> TryRefreshAsync(CancellationToken ct)
    {
        try
        {
            await RefreshAsync(ct);
            if (_fault.Ends())
            {
                logger.ClientListReadAgain();
            }

            return true;
        }
        catch (StorageUnavailableException)
        {
            if (_fault.Begins("away"))
            {
                logger.ClientListUnavailable();
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            if (_fault.Begins(fault.GetType().Name))
            {
                logger.ClientListUnreadable(fault);
            }
        }

        return false;
    }

    /// <summary>A system whose row cannot be read is shut out, and no other with it.</summary>
    private Caller? TryCallerOf(ClientRow client, HashSet<string> damaged)
    {
        try
        {
            return CallerOf(client);
        }
        catch (JsonException fault)
        {
            damaged.Add(client.Id);
            if (!_damaged.Contains(client.Id))
            {
                logger.ClientUnreadable(fault, client.Id);
            }

            return null;
        }
    }

    private static Caller CallerOf(ClientRow client)
    {
        var policy = ClientPolicy.Parse(client.Policy);
        var roles = client.Roles.Select(word => ClientRoles.TryParse(word, out var role) ? role : default)
            .Where(role => role != ClientRole.Unspecified);
        return new Caller(
            client.Id,
            [.. roles],
            client.Agencies,
            policy.CallsPerSecond,
            policy.AcceptsUnprovedTime,
            policy.AllowedChanges);
    }

    private Caller? Find(byte[] digest, CredentialKind kind, DateTimeOffset now) =>
        _directory.Entries.TryGetValue(Convert.ToHexString(digest), out var entry)
        && entry.Credential.Kind == kind
        && (entry.Credential.ExpiresAt is null || now < entry.Credential.ExpiresAt)
            ? entry.Caller
            : null;

    private async Task RegisterFirstAsync(string path, CancellationToken ct)
    {
        await using var file = File.OpenRead(path);
        var listed = await JsonSerializer.DeserializeAsync(file, ClientJson.Default.FirstClientArray, ct) ?? [];
        var known = (await clients.ListAsync(ct)).Select(client => client.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var first in listed.Where(first => !known.Contains(first.Id)))
        {
            var now = clock.GetUtcNow();
            var credentials = new List<Credential>();
            if (first.ApiKeySha256 is { } key)
            {
                credentials.Add(new Credential(Convert.FromHexString(key), CredentialKind.ApiKey, now, null));
            }

            credentials.AddRange((first.CertificateSha256 ?? []).Select(digest =>
                new Credential(Convert.FromHexString(digest), CredentialKind.Certificate, now, null)));
            await clients.AddAsync(new ClientRow
            {
                Id = first.Id,
                Name = first.Name,
                Roles = first.Roles,
                Agencies = first.Agencies,
                Policy = (first.Policy ?? new ClientPolicy()).ToJson(),
                CreatedAt = now,
                Credentials = credentials,
            });
            logger.ClientRegistered(first.Id);
        }
    }

    private sealed record Entry(Caller Caller, Credential Credential);

    private sealed record Directory(
        Dictionary<string, Entry> Entries, Dictionary<string, string> Names, DateTimeOffset ReadAt);
}
