using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cli.Store;
using Cli.Terminal;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace Cli.Access;

/// <summary><c>tthc access export</c>: the log as CSV or JSON lines. Broken off, it goes on where it was: what is
/// written stands in <c>FILE.part</c> until the end, and where the log was left in <c>FILE.resume</c>.</summary>
internal sealed class AccessExport(Language language, StandingOptions standing)
{
    private const string Part = ".part";
    private const string Resume = ".resume";

    /// <summary>Only what is asked for.</summary>
    private static readonly JsonFormatter Words = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));

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
            screen.Line(
                $"{path}: {written} dòng; lượt đọc trong hai phút cuối có trong lần xuất sau",
                $"{path}: {written} lines; reads of the last two minutes come with a later export");
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
        var (marks, begun) = (path + Resume, new Mark(
            jsonLines ? "jsonl" : "csv", "", 0, 0, Words.Format(request.Filter)));
        if (!File.Exists(path + Part))
        {
            File.Delete(marks);
        }

        // Another question's records must not follow in the same file.
        var mark = ReadMark(marks, screen.Language);
        if (mark is not null && Differing(mark, begun) is { Count: > 0 } differing)
        {
            var names = string.Join(", ", differing);
            mark = force ? null : throw new InvalidDataException(screen.Say(
                $"{path}: có lần xuất dở dang với yêu cầu khác ({names}); lặp lại đúng lệnh trước để xuất tiếp, "
                    + "hoặc --force để xuất lại từ đầu.",
                $"{path}: an export with another question was broken off here ({names}); give the same command to go "
                    + "on with it, or --force to begin anew."));
        }

        if (mark is null)
        {
            OutputFile.Check(path + Part, force, screen.Language);
            File.Delete(marks);
        }

        try
        {
            return await GoOnAsync(connection, request, path, mark ?? begun, screen, ct);
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
        Mark start,
        Screen screen,
        CancellationToken ct)
    {
        // Names of officers stand in it: for the owner's eyes alone.
        await using var file = OutputFile.Open(path + Part, FileMode.OpenOrCreate, ownerOnly: true);
        file.SetLength(start.Length);
        file.Seek(0, SeekOrigin.End);
        var records = start.Records;
        var jsonLines = start.Form == "jsonl";
        request.ResumeToken = start.Token;
        if (start.Length == 0 && !jsonLines)
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
                text.Append(jsonLines ? Screen.OnOneLine(Messages.ToJson(record)) : AccessLine.Csv(record))
                    .Append(jsonLines ? "\n" : "\r\n");
            }

            await file.WriteAsync(Utf8.GetBytes(text.ToString()), ct);
            file.Flush(flushToDisk: true);
            records += piece.Records.Count;
            WriteMark(path + Resume, start with
            {
                Token = piece.ResumeToken,
                Length = file.Length,
                Records = records,
            });
            screen.Line($"  {Messages.Instant(piece.ReachedUnixMs)}  {records}");
        }

        file.Flush(flushToDisk: true);
        return records;
    }

    /// <summary>What the two ask differently, by the names of the filter's fields.</summary>
    private static List<string> Differing(Mark mark, Mark begun)
    {
        var before = JsonNode.Parse(mark.Filter ?? "{}")!.AsObject();
        var now = JsonNode.Parse(begun.Filter!)!.AsObject();
        var names = before.Concat(now).Select(field => field.Key).Distinct()
            .Where(name => !JsonNode.DeepEquals(before[name], now[name])).Order().ToList();
        if (mark.Form != begun.Form)
        {
            names.Add($"{mark.Form} / {begun.Form}");
        }

        return names;
    }

    private static Mark? ReadMark(string path, Language language)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Mark>(File.ReadAllText(path)) : null;
        }
        catch (JsonException)
        {
            throw new InvalidDataException(language.Say(
                $"{path}: không đọc được; xóa tệp này và tệp {Part} để xuất lại từ đầu.",
                $"{path}: cannot be read; delete it and the {Part} file to begin anew."));
        }
    }

    /// <summary>Whole or not at all; the question may name a holder.</summary>
    private static void WriteMark(string path, Mark mark)
    {
        using (var file = OutputFile.Open(path + ".new", FileMode.Create, ownerOnly: true))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(mark));
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    /// <param name="Form">csv or jsonl.</param>
    /// <param name="Token">Where the log was left.</param>
    /// <param name="Length">Bytes that are whole.</param>
    /// <param name="Records">Among them.</param>
    /// <param name="Filter">What was asked for, as JSON.</param>
    private sealed record Mark(string Form, string Token, long Length, long Records, string? Filter);
}
