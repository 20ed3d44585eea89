using System.CommandLine;
using Cli.Store;
using Cli.Terminal;

namespace Cli.Feed;

/// <summary><c>tthc feed</c>: what happened to results, once or as it happens.</summary>
internal static class FeedCommand
{
    public static Command Make(Language language, StandingOptions standing, TimeProvider clock)
    {
        var from = new Option<long?>("--from")
        {
            Description = language.Say(
                "Số sự kiện đầu tiên; mặc định 1, với --follow thì từ bây giờ",
                "The first event; by default 1, with --follow what happens from now on"),
        };
        from.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() < 1)
            {
                result.AddError("--from: 1, 2, ...");
            }
        });
        var follow = new Option<bool>("--follow", "-f")
        {
            Description = language.Say(
                "Chờ và báo ngay khi có sự kiện, đến khi bấm Ctrl-C; mất kết nối thì tự nối lại, không mất, không lặp",
                "Waits and tells each event as it happens, until Ctrl-C; a broken stream is taken up again"),
        };
        var most = new Option<long>("--most")
        {
            Description = language.Say("Dừng sau chừng này sự kiện; 0: không giới hạn", "Ends after so many; 0: never"),
        };
        var position = new Option<string?>("--position")
        {
            Description = language.Say(
                "Tệp ghi số sự kiện đã đọc: lần sau đọc tiếp từ đó",
                "File that keeps how far was read: the next run goes on from there"),
        };
        var filter = new FeedFilterOptions(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "feed",
            language.Say(
                "Xem những việc đã xảy ra với kết quả: lưu, đính chính, thu hồi... Với --json mỗi sự kiện là một dòng.",
                "Tells what happened to results: stored, corrected, revoked, ... With --json one line for each event."),
            "tthc feed --follow --relied-on --position feed.pos --key-file data/clients/agency.key")
        {
            from, follow, most, position,
        };
        filter.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            var kept = new FeedPosition(parsed.GetValue(position));
            var first = kept.Next() ?? parsed.GetValue(from);
            using var connection = store.Open(parsed);
            var reader = new FeedReader(
                connection, filter.Read(parsed), kept, parsed.GetValue(most), screen, clock);
            await (parsed.GetValue(follow) ? reader.FollowAsync(first ?? 0, ct) : reader.ReadAsync(first ?? 1, ct));
            return ExitCode.Done;
        });
        return command;
    }
}
