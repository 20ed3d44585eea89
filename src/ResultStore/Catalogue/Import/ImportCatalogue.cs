using Google.Protobuf;
using Microsoft.Extensions.Options;
using ResultStore.Access;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Catalogue.Import;

/// <summary>Compares files with the catalogue and makes the differences its next version, all or none.</summary>
internal sealed class ImportCatalogue(
    CatalogueCache cache,
    CatalogueTable table,
    IOptions<CatalogueOptions> options,
    TimeProvider clock,
    ILogger<ImportCatalogue> logger)
{
    private const int MostNote = 500;

    /// <exception cref="StorageUnavailableException">Not imported, or not known to be: the same import again
    /// tells.</exception>
    public async Task<ImportOutcome> RunAsync(
        ImportStart start, IReadOnlyList<ImportedFile> files, string clientId, CancellationToken ct)
    {
        // 1. What is asked.
        var validFrom = StatusRules.DayOf(clock.GetUtcNow());
        var asked = new ImportFaults();
        if (start.ValidFrom.Length > 0 && !CatalogueCodes.TryDay(start.ValidFrom, out validFrom))
        {
            asked.Add(
                new Place("", 0, "start.valid_from"), FieldReason.Malformed, "Ngày phải theo dạng yyyy-mm-dd.",
                    "A day is yyyy-mm-dd.");
        }

        if (start.Note.Length > MostNote)
        {
            asked.Add(
                new Place("", 0, "start.note"), FieldReason.TooLong, $"Dài quá {MostNote} ký tự.",
                    $"Longer than {MostNote} characters.");
        }

        foreach (var fault in PlainText.Faults(start, "start"))
        {
            asked.Add(new Place("", 0, fault.Path), fault.Reason, fault.SentenceVi, fault.SentenceEn);
        }

        // 2. What it would be laid on: the newest there is, not what this server happens to know.
        var snapshot = await cache.RefreshAsync(ct);
        if (start.ExpectedVersion != 0 && start.ExpectedVersion != snapshot.Version)
        {
            return new ImportOutcome.CatalogueChanged();
        }

        // 3. The files, all faults of all of them.
        var catalogue = snapshot.On(validFrom);
        var draft = CatalogueDraft.Make(
            catalogue, Read(files, catalogue, asked), start.Mode == ImportMode.Replace, asked);
        var summary = new ImportSummary { BaseVersion = snapshot.Version, ValidFrom = CatalogueCodes.Text(validFrom) };
        if (draft is null)
        {
            summary.Faults = asked.Count;
            return new ImportOutcome.Faulty(asked.Told, summary);
        }

        Count(draft, summary);
        if (start.DryRun || draft.Texts.Count == 0)
        {
            return new ImportOutcome.Compared(draft.Changes, summary);
        }

        // 4. The version. From here on the caller's hanging up changes nothing.
        return await ApplyAsync(draft, summary, start.Note, clientId, validFrom);
    }

    private List<CatalogueFile> Read(IReadOnlyList<ImportedFile> files, CatalogueDay catalogue, ImportFaults faults)
    {
        var tables = new CsvCatalogue(options.Value.ColumnNames, faults);
        var read = new List<CatalogueFile>();
        foreach (var file in files)
        {
            if (FormatOf(file) == CatalogueFormat.Json)
            {
                read.Add(JsonCatalogue.Read(file.Name, file.Bytes.Span, faults));
            }
            else if (FormatOf(file) == CatalogueFormat.Csv)
            {
                tables.Read(file.Name, file.Bytes.Span);
            }
            else
            {
                faults.Add(
                    new Place(file.Name, 0, ""),
                    FieldReason.UnknownValue,
                    "Chỉ nhận tệp .json hoặc .csv.",
                    "Only .json and .csv files are read.");
            }
        }

        read.Add(tables.Assemble(catalogue));
        return read;
    }

    private async Task<ImportOutcome> ApplyAsync(
        CatalogueDraft draft, ImportSummary summary, string note, string clientId, DateOnly validFrom)
    {
        var version = summary.BaseVersion + 1;
        var row = new CatalogueVersionRow(version, validFrom, clock.GetUtcNow(), clientId, note, draft.Texts.Count);
        var texts = draft.Texts
            .Select(text =>
                new CatalogueTextRow(version, (short)text.Kind, text.Code, text.ValidFrom, text.Body?.ToByteArray()))
            .ToList();
        if (!await table.AddAsync(row, texts))
        {
            return new ImportOutcome.CatalogueChanged();
        }

        summary.Applied = true;
        summary.Version = version;
        logger.CatalogueImported(version, clientId, summary.Added, summary.Changed, summary.Removed);
        await cache.RefreshAsync(CancellationToken.None);
        return new ImportOutcome.Compared(draft.Changes, summary);
    }

    private static void Count(CatalogueDraft draft, ImportSummary summary)
    {
        summary.Read = draft.Read;
        summary.Added = draft.Changes.Count(change => change.Change == ChangeKind.Added);
        summary.Changed = draft.Changes.Count(change => change.Change == ChangeKind.Changed);
        summary.Removed = draft.Changes.Count(change => change.Change == ChangeKind.Removed);
        summary.Unchanged = draft.Read - summary.Added - summary.Changed;
    }

    private static CatalogueFormat FormatOf(ImportedFile file) =>
        file.Format != CatalogueFormat.Unspecified ? file.Format
        : file.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? CatalogueFormat.Json
        : file.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? CatalogueFormat.Csv
        : CatalogueFormat.Unspecified;
}

/// <summary>A file as it was sent.</summary>
internal sealed record ImportedFile(string Name, CatalogueFormat Format, ReadOnlyMemory<byte> Bytes);

/// <summary>Every way an import can end.</summary>
internal abstract record ImportOutcome
{
    private ImportOutcome()
    {
    }

    /// <summary>Looked at, and applied unless it was a dry run or nothing differs.</summary>
    public sealed record Compared(IReadOnlyList<CatalogueChange> Changes, ImportSummary Summary) : ImportOutcome;

    public sealed record Faulty(IReadOnlyList<CatalogueFault> Faults, ImportSummary Summary) : ImportOutcome;

    /// <summary>Someone else was first.</summary>
    public sealed record CatalogueChanged : ImportOutcome;
}
