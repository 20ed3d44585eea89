using System.Security.Cryptography;
using Proof.Pades;
using ResultStore.Storage;
using ResultStore.Tests.Storage;

#pragma warning disable CA1050 // the runtime looks for this name, without a namespace

/// <summary>
/// The process that <see cref="CrashTests"/> kills: this assembly started once more, with itself as start-up hook. It
/// stores documents and rows for ever and says each id only after it was acknowledged.
/// </summary>
internal static class StartupHook
{
    public const string FolderVariable = "RESULTSTORE_CRASH_FOLDER";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } folder)
        {
            RunAsync(folder).GetAwaiter().GetResult();
        }
    }

    public static StorageOptions Options(string folder) => new()
    {
        Database = Path.Combine(folder, "store.db"),
        Documents = Path.Combine(folder, "documents"),
    };

    private static async Task RunAsync(string folder)
    {
        var options = Microsoft.Extensions.Options.Options.Create(Options(folder));
        await using var database = new Database(options);
        await database.MigrateAsync(TimeProvider.System, CancellationToken.None);
        using var documents = new DocumentStore(options, TimeProvider.System);
        var results = new ResultTable(database);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => WriteAsync(results, documents))));
    }

    private static async Task WriteAsync(ResultTable results, DocumentStore documents)
    {
        while (true)
        {
            using var submitted = documents.NewSpool(1 << 20);
            submitted.TryAppend(RandomNumberGenerator.GetBytes(20_000));
            var revision = RandomNumberGenerator.GetBytes(3_000);
            using var sealedFile = documents.NewSpool(submitted, new SealedFile([submitted.Bytes, revision]));
            await documents.StoreAsync(submitted, sealedFile);
            var push = Samples.Result();
            var row = push.Row with
            {
                // The numbers of Samples begin anew in each process.
                ResultNumber = Convert.ToHexStringLower(submitted.Sha256),
                SubmittedSha256 = submitted.Sha256,
                SealedSha256 = sealedFile.Sha256,
            };
            if (await results.AddAsync(push with { Row = row }) is AddOutcome.Stored)
            {
                // One write of one line: a line is whole or the process was killed before.
                await Console.Out.WriteLineAsync($"{row.Bucket} {row.Id}");
            }
        }
    }
}
