using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cli.Store;
using Cli.Terminal;
using Grpc.Core;
using ResultStore.V1;

namespace Cli.Access;

/// <summary><c>tthc access export</c>: the log as CSV or JSON lines. Broken off, it goes on where it was: what is
/// written stands in <c>FILE.part</c> until the end, and where the log was left in <c>FILE.resume</c>.</summary>
internal sealed class AccessExport(Language language, StandingOptions standing)
{
    private const string Part = ".part";
    private const string Resume = ".resume";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public Verb Make()
    {
        var filter = new AccessFilterOptions(language);
        var target = new Option<string>("--out", "-o")
        {
            Description = language.Say("Ghi vào tệp này", "File to write"),
            Required = true,
        };
        var csv = new Option<bool>("--csv") { Description = language.Say("Dạng CSV (mặc định)", "As CSV (default)") };
        var lines = new Option<bool>("--jsonl")
        {
            Description = language.Say("Mỗi dòng một JSON", "As one JSON a line"),
        };
        var force = OutputFile.Force(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "export",
            language.Say("Xuất nhật ký, cũ nhất trước.", "Writes the log to a file, the earliest first."),
            "tthc access export --from 2026-01-01 --to 2026-01-31 --out log.csv "
                + "--key-file data/clients/administrator.key")
        {
            target, csv, lines, force,
        };
        filter.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            if (parsed.GetValue(csv) && parsed.GetValue(lines))
            {
                throw new InvalidDataException("--csv / --jsonl");
            }

            var (path, overwrite) = (parsed.GetRequiredValue(target), parsed.GetValue(force));
            OutputFile.Check(path, overwrite, language);
            using var connection = store.Open(parsed);
            var request = new ExportAccessRequest
            {
                Filter = filter.Filter(parsed),
                Context = filter.Context(parsed),
            };
            var written = await WriteAsync(connection, request, path, parsed.GetValue(lines), overwrite, screen, ct);
            File.Move(path + Part, path, overwrite);
            File.Delete(path + Resume);
            screen.Line($"{path}: {written} dòng", $"{path}: {written} lines");
            screen.Answer(new JsonObject { ["file"] = path, ["records"] = written });
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<long> WriteAsync(
        Connection connection,
        ExportAccessRequest request,
        string path,
        bool jsonLines,
        bool force,
        Screen screen,
        CancellationToken ct)
    {
        var (marks, form) = (path + Resume, jsonLines ? "jsonl" : "csv");
        if (!File.Exists(path + Part))
        {
            File.Delete(marks);
        }

        var mark = ReadMark(marks, form);
        if (mark is null)
        {
            OutputFile.Check(path + Part, force, screen.Language);
        }

        try
        {
            return await GoOnAsync(connection, request, path, mark ?? new Mark(form, "", 0, 0), screen, ct);
        }
        catch when (!File.Exists(marks))
        {
            // Nothing came, so there is nothing to go on from.
            File.Delete(path + Part);
            throw;
        }
    }

    private static async Task<long> GoOnAsync(
        Connection connection,
        ExportAccessRequest request,
        string path,
        Mark from,
        Screen screen,
        CancellationToken ct)
    {
        // Names of officers stand in it: for the owner's eyes alone.
        await using var file = OutputFile.Open(path + Part, FileMode.OpenOrCreate, ownerOnly: true);
        file.SetLength(from.Length);
        file.Seek(0, SeekOrigin.End);
        var records = from.Records;
        var jsonLines = from.Form == "jsonl";
        request.ResumeToken = from.Token;
        if (from.Length == 0 && !jsonLines)
        {
            await file.WriteAsync(Utf8.GetBytes(AccessLine.CsvHead + "\r\n"), ct);
        }

        using var call = new AccessAudit.AccessAuditClient(connection.Channel)
            .ExportAccess(request, connection.Options(ct).WithDeadline(DateTime.MaxValue));
        await foreach (var piece in call.ResponseStream.ReadAllAsync(ct))
        {
            var text = new StringBuilder();
            foreach (var record in piece.Records)
            {
                text.Append(jsonLines ? Messages.ToJson(record).ToJsonString() : AccessLine.Csv(record))
                    .Append(jsonLines ? "\n" : "\r\n");
            }

            await file.WriteAsync(Utf8.GetBytes(text.ToString()), ct);
            file.Flush(flushToDisk: true);
            records += piece.Records.Count;
            WriteMark(path + Resume, new Mark(from.Form, piece.ResumeToken, file.Length, records));
            screen.Line($"  {Messages.Instant(piece.ReachedUnixMs)}  {records}");
        }

        file.Flush(flushToDisk: true);
        return records;
    }

    private static Mark? ReadMark(string path, string form)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var mark = JsonSerializer.Deserialize<Mark>(File.ReadAllText(path));
        return mark?.Form == form ? mark : throw new InvalidDataException($"{path}: {mark?.Form}");
    }

    /// <summary>Whole or not at all.</summary>
    private static void WriteMark(string path, Mark mark)
    {
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(mark));
        File.Move(path + ".new", path, overwrite: true);
    }

    private sealed record Mark(string Form, string Token, long Length, long Records);
}
