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
/// written and where the log was left stand in <c>FILE.resume</c> until the end.</summary>
internal sealed class AccessExport(Language language, StandingOptions standing)
{
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
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "export",
            language.Say("Xuất nhật ký, cũ nhất trước.", "Writes the log to a file, the earliest first."),
            "tthc access export --from 2026-01-01 --to 2026-01-31 --out log.csv "
                + "--key-file data/clients/administrator.key")
        {
            target, csv, lines,
        };
        filter.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            if (parsed.GetValue(csv) && parsed.GetValue(lines))
            {
                throw new InvalidDataException("--csv / --jsonl");
            }

            using var connection = store.Open(parsed);
            var request = new ExportAccessRequest
            {
                Filter = filter.Filter(parsed),
                Context = filter.Context(parsed),
            };
            var path = parsed.GetRequiredValue(target);
            var written = await WriteAsync(connection, request, path, parsed.GetValue(lines), screen, ct);
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
        Screen screen,
        CancellationToken ct)
    {
        var (marks, form) = (path + ".resume", jsonLines ? "jsonl" : "csv");
        var mark = ReadMark(marks, form);
        await using var file = OpenPrivate(path, mark is null);
        file.SetLength(mark?.Length ?? 0);
        file.Seek(0, SeekOrigin.End);
        var records = mark?.Records ?? 0;
        request.ResumeToken = mark?.Token ?? "";
        if (mark is null && !jsonLines)
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
            WriteMark(marks, new Mark(form, piece.ResumeToken, file.Length, records));
            screen.Line($"  {Messages.Instant(piece.ReachedUnixMs)}  {records}");
        }

        file.Flush(flushToDisk: true);
        File.Delete(marks);
        return records;
    }

    /// <summary>Names of officers stand in it: for the owner's eyes alone.</summary>
    private static FileStream OpenPrivate(string path, bool fresh)
    {
        var options = new FileStreamOptions
        {
            Mode = fresh ? FileMode.Create : FileMode.OpenOrCreate,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
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
