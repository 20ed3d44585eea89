using System.Collections.Concurrent;
using System.Globalization;
using ResultStore.Sealing;
using ResultStore.Sealing.Keys;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace Scale;

/// <summary>Writes the rows of results that were never pushed: 20 to 3 holders, 12 kinds in turn, under the store's own
/// keys.</summary>
internal sealed class Filler
{
    private const int Batch = 1_000;
    private const int MostKeptCodes = 2_000;

    private readonly Database _database;
    private readonly CodeIssuer _codes;
    private readonly PersonalDataVault _vault;
    private readonly MetadataVault _metadata;
    private readonly ConcurrentQueue<string> _kept = [];

    /// <param name="database">The store's.</param>
    /// <param name="keys">Folder of its keys.</param>
    public Filler(Database database, string keys)
    {
        var folder = new KeyFolder(keys);
        _database = database;
        _codes = new CodeIssuer(folder.ReadSecret("bucket"), folder.ReadSecret("code"));
        _vault = new PersonalDataVault(folder.ReadVersions("blind-index"), folder.ReadVersions("data"));
        _metadata = new MetadataVault(_vault);
    }

    /// <summary>Some of the codes, from all over the store.</summary>
    public IReadOnlyList<string> Codes => [.. _kept];

    /// <summary>3 holders for 20 results.</summary>
    public static string PersonOf(int number) =>
        (number / 20 * 3 + number % 3).ToString("048000000000", CultureInfo.InvariantCulture);

    public static string TypeOf(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"KQ.H99.{number + 1:000000}");

    /// <param name="from">Number of the first.</param>
    /// <param name="to">Number after the last.</param>
    /// <param name="progress">Told how many are under way or done.</param>
    public async Task FillAsync(int from, int to, Action<int> progress, CancellationToken ct)
    {
        var underway = new Queue<Task>();
        for (var start = from; start < to; start += Batch)
        {
            ct.ThrowIfCancellationRequested();
            var first = start;
            underway.Enqueue(_database.CommitAsync((short)(start / Batch % 3), async session =>
            {
                for (var number = first; number < Math.Min(first + Batch, to); number++)
                {
                    await InsertAsync(session, number, keep: number % Math.Max(1, to / MostKeptCodes) == 0);
                }

                return true;
            }));
            if (underway.Count > 8)
            {
                await underway.Dequeue();
                progress(start);
            }
        }

        await Task.WhenAll(underway);
    }

    private async Task InsertAsync(Session session, int number, bool keep)
    {
        HolderId.TryParse(HolderKind.Person, PersonOf(number), out var holder);
        var bucket = _codes.BucketOf(holder);
        var id = ResultId.New(TimeProvider.System);
        var code = _codes.Issue(bucket);
        var stored = _metadata.Hide(MetadataOf(number), id);
        if (keep)
        {
            _kept.Enqueue(code.ToString());
        }

        await session.Sql("""
            INSERT INTO result (bucket, result_id, code, system_id, agency_code, procedure_code, result_type_code,
                result_number, dossier_code, issued_on, valid_until, value_class, status, status_at, version,
                status_list, status_index, submitted_sha256, submitted_length, sealed_sha256, sealed_length, seal_form,
                created_at, data_key_version, token, metadata, holder_cipher)
            VALUES (@bucket, @result_id, @code, 'one-stop', 'H99.22', '1.004194', @type, @number, 'x', 20260101, NULL,
                1, 1, 0, 1, 1, 1, @sha256, 1, @sha256, 1, 1, 0, @key_version, @token, @metadata, @cipher)
            """)
            .Set("@bucket", bucket).Set("@result_id", id).Set("@code", code.ToBytes())
            .Set("@type", TypeOf(number % 12)).Set("@number", number.ToString(CultureInfo.InvariantCulture))
            .Set("@sha256", new byte[32]).Set("@token", new byte[200])
            .Set("@key_version", stored.KeyVersion).Set("@metadata", stored.Clear).Set("@cipher", stored.Cipher)
            .ExecuteAsync();
        await session.Sql("""
            INSERT INTO result_holder (bucket, key_version, blind_index, result_id, result_bucket, position)
            VALUES (@bucket, @key_version, @blind_index, @result_id, @bucket, 0)
            """)
            .Set("@bucket", bucket).Set("@key_version", _vault.BlindIndexVersion)
            .Set("@blind_index", _vault.BlindIndex(holder, _vault.BlindIndexVersion)).Set("@result_id", id)
            .ExecuteAsync();
    }

    private static ResultMetadata MetadataOf(int number)
    {
        var metadata = new ResultMetadata
        {
            ResultName = "Giấy chứng nhận " + new string('x', 180),
            IssuedOn = "2026-01-01",
        };
        metadata.Holders.Add(new Holder { Kind = HolderKind.Person, Id = PersonOf(number), Name = "Nguyễn Văn A" });
        return metadata;
    }
}
