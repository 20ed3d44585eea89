using System.CommandLine;
using System.Text.Json.Nodes;
using Cli.Reading;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Feed;

/// <summary><c>tthc notices</c>: an agency's to-do list of what became of results that its dossiers rely on.</summary>
internal sealed class NoticeCommand(Language language, StandingOptions standing)
{
    private const int MostPage = 500;

    public Command Make() => new("notices", language.Say(
        "Việc cần xử lý: kết quả mà hồ sơ của cơ quan đã dùng nay bị thay đổi.",
        "What became of results that the agency's dossiers rely on, to be dealt with."))
    {
        MakeList(), MakeDone(),
    };

    private Verb MakeList()
    {
        var all = new Option<bool>("--all")
        {
            Description = language.Say("Cả những việc đã xử lý", "Those dealt with, too"),
        };
        var agency = Text("--agency", "Chỉ hồ sơ của cơ quan này hoặc cấp dưới", "Only of this agency or below it");
        var dossier = Text("--dossier", "Chỉ hồ sơ này", "Only for this dossier");
        var most = ListedResults.MostOption(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "list",
            language.Say("Liệt kê việc chưa xử lý, cũ trước.", "Lists what nobody has dealt with, the oldest first."),
            "tthc notices list --key-file data/clients/agency.key")
        {
            all, agency, dossier, most,
        };
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var feed = new ResultFeed.ResultFeedClient(connection.Channel);
            var (left, token, told) = (parsed.GetValue(most), "", new JsonArray());
            do
            {
                var page = await feed.ListNoticesAsync(
                    new ListNoticesRequest
                    {
                        IncludeAcknowledged = parsed.GetValue(all),
                        AgencyCode = parsed.GetRequiredValue(agency),
                        DossierCode = parsed.GetRequiredValue(dossier),
                        PageSize = Math.Clamp(left, 1, MostPage),
                        PageToken = token,
                    },
                    connection.Options(ct));
                foreach (var notice in page.Notices)
                {
                    told.Add(Messages.ToJson(notice));
                    Tell(notice, screen);
                }

                (left, token) = (left - page.Notices.Count, page.NextPageToken);
            }
            while (left > 0 && token.Length > 0);

            screen.Answer(told);
            if (told.Count == 0)
            {
                screen.Line("Không còn việc nào.", "There is nothing to deal with.");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private Verb MakeDone()
    {
        var ids = new Argument<string[]>("notice")
        {
            Description = language.Say("Mã việc, có thể nhiều", "Ids of notices"),
            Arity = ArgumentArity.OneOrMore,
        };
        var officer = new Option<string>("--officer")
        {
            Description = language.Say("Cán bộ xử lý", "The officer who dealt with them"),
            DefaultValueFactory = _ => Environment.UserName,
        };
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "done",
            language.Say("Ghi nhận đã xử lý.", "Says that they were dealt with."),
            "tthc notices done NOTICE --officer nva --key-file data/clients/agency.key")
        {
            ids, officer,
        };
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var answer = await new ResultFeed.ResultFeedClient(connection.Channel).AcknowledgeNoticesAsync(
                new AcknowledgeNoticesRequest
                {
                    NoticeIds = { parsed.GetRequiredValue(ids) },
                    Officer = parsed.GetRequiredValue(officer),
                },
                connection.Options(ct));
            screen.Answer(Messages.ToJson(answer));
            screen.Line(
                $"Đã ghi nhận xử lý {answer.Acknowledged} việc.", $"{answer.Acknowledged} recorded as dealt with.");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Tell(Notice notice, Screen screen)
    {
        FeedLine.Tell(notice.Event, screen);
        FeedLine.Tell(notice.Reliance, screen);
        screen.Fact("   Đã xử lý", "   Dealt with", notice.AcknowledgedAtUnixMs == 0
            ? ""
            : $"{Messages.Instant(notice.AcknowledgedAtUnixMs)}, {notice.AcknowledgedBy}");
        screen.Fact("   Mã việc", "   Notice", notice.NoticeId);
    }

    private Option<string> Text(string name, string vi, string en) => new(name)
    {
        Description = language.Say(vi, en),
        DefaultValueFactory = _ => "",
    };
}
