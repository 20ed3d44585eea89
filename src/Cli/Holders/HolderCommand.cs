using System.CommandLine;
using System.Text.Json.Nodes;
using Cli.Access;
using Cli.Reading;
using Cli.Store;
using Cli.Terminal;
using Grpc.Core;
using ResultStore.V1;

namespace Cli.Holders;

/// <summary><c>tthc holder</c>: what a portal shows a holder, and which ids belong to one.</summary>
internal sealed class HolderCommand(Language language, StandingOptions standing, TimeProvider clock)
{
    private const int MostReads = 500;

    public Command Make()
    {
        var command = new Command("holder", language.Say(
            "Chủ hồ sơ: kết quả của chính mình qua cổng dịch vụ công, và các số giấy tờ của cùng một chủ.",
            "Holders: their own results as a portal shows them, and ids that belong to one holder."))
        {
            MakeList(), MakeGet(), MakeDownload(), MakeReads(),
        };
        foreach (var verb in new HolderLinkCommand(language, standing).MakeAll())
        {
            command.Add(verb);
        }

        return command;
    }

    private Verb MakeList()
    {
        var session = new SessionOptions(language, clock);
        var most = ListedResults.MostOption(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "list",
            language.Say(
                "Kết quả của chủ hồ sơ đã đăng nhập cổng, mới lưu trước.",
                "The results of a holder who has logged in, the last stored first."),
            "tthc holder list person:048090001234 --session phien-20261122-17 --level 2 "
                + "--key-file data/clients/portal.key");
        session.AddTo(command);
        command.Add(most);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var portal = new HolderAccess.HolderAccessClient(connection.Channel);
            return await ListedResults.TellAsync(screen, parsed.GetValue(most), async (size, token) =>
            {
                var page = await portal.ListOwnResultsAsync(
                    new ListOwnResultsRequest { Session = session.Read(parsed), PageSize = size, PageToken = token },
                    connection.Options(ct));
                return (page.Results, page.NextPageToken);
            });
        });
        return command;
    }

    private Verb MakeGet()
    {
        var code = GetCommand.CodeArgument(language);
        var session = new SessionOptions(language, clock);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "get",
            language.Say("Một kết quả của chủ hồ sơ.", "One of the holder's results."),
            "tthc holder get 7K3M-9QWX-2FHT-5ZRD-V person:048090001234 --session phien-20261122-17 --level 2 "
                + "--key-file data/clients/portal.key")
        {
            code,
        };
        session.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var result = await new HolderAccess.HolderAccessClient(connection.Channel).GetOwnResultAsync(
                new GetOwnResultRequest { Session = session.Read(parsed), Code = parsed.GetRequiredValue(code) },
                connection.Options(ct));
            screen.Answer(Messages.ToJson(result));
            GetCommand.Tell(
                result.Metadata, result.Receipt, result.Status, result.ValidUntil, result.ValidUntilByKind, screen);
            screen.Fact("Đang khiếu nại", "Disputed", result.Disputed ? screen.Say("có", "yes") : "");
            return ExitCode.Done;
        });
        return command;
    }

    private Verb MakeDownload()
    {
        var code = GetCommand.CodeArgument(language);
        var session = new SessionOptions(language, clock);
        var form = DownloadCommand.FormOption(language);
        var target = new OutputOption(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "download",
            language.Say("Tải tệp một kết quả của chủ hồ sơ.", "Fetches the file of one of the holder's results."),
            "tthc holder download 7K3M-9QWX-2FHT-5ZRD-V person:048090001234 --session phien-20261122-17 --level 2 "
                + "--out result.pdf --key-file data/clients/portal.key")
        {
            code,
        };
        session.AddTo(command);
        command.Add(form);
        target.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            var output = target.Read(parsed);
            using var connection = store.Open(parsed);
            EnumNames.TryParse<DocumentForm>(parsed.GetRequiredValue(form), "DOCUMENT_FORM_", out var wanted);
            using var call = new HolderAccess.HolderAccessClient(connection.Channel).DownloadOwnDocument(
                new DownloadOwnDocumentRequest
                {
                    Session = session.Read(parsed),
                    Code = parsed.GetRequiredValue(code),
                    Form = wanted,
                },
                connection.Options(ct));
            var stream = call.ResponseStream;
            if (!await stream.MoveNext(ct) || stream.Current.Header is not { } header)
            {
                return ReceivedFile.WrongOrder(screen);
            }

            var chunks = stream.ReadAllAsync(ct).Select(message => message.Chunk);
            return await DownloadCommand.KeepAsync(header, chunks, output, screen, ct);
        });
        return command;
    }

    private Verb MakeReads()
    {
        var session = new SessionOptions(language, clock);
        var code = new Option<string>("--code")
        {
            Description = language.Say("Chỉ kết quả này", "Only this result"),
            DefaultValueFactory = _ => "",
        };
        var most = ListedResults.MostOption(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "reads",
            language.Say(
                "Ai đã xem kết quả của chủ hồ sơ, khi nào, để làm gì; mới trước.",
                "Who read the holder's results, when, for what; the latest first."),
            "tthc holder reads person:048090001234 --session phien-20261122-17 --level 2 "
                + "--key-file data/clients/portal.key");
        session.AddTo(command);
        command.Add(code);
        command.Add(most);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var portal = new HolderAccess.HolderAccessClient(connection.Channel);
            var (left, token, all) = (parsed.GetValue(most), "", new JsonArray());
            do
            {
                var page = await portal.ListReadsAsync(
                    new ListReadsRequest
                    {
                        Session = session.Read(parsed),
                        Code = parsed.GetRequiredValue(code),
                        PageSize = Math.Clamp(left, 1, MostReads),
                        PageToken = token,
                    },
                    connection.Options(ct));
                foreach (var read in page.Reads)
                {
                    all.Add(Messages.ToJson(read));
                    Tell(read, screen);
                }

                (left, token) = (left - page.Reads.Count, page.NextPageToken);
            }
            while (left > 0 && token.Length > 0);
            screen.Answer(all);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Tell(OwnRead read, Screen screen)
    {
        var who = read.AgencyName.Length > 0 ? read.AgencyName
            : read.AgencyCode.Length > 0 ? read.AgencyCode
            : read.SystemName;
        screen.Line($"{Messages.Instant(read.AtUnixMs)}  {read.Operation}  {read.Code}  {who}");
        screen.Fact("   Hồ sơ", "   Dossier", read.DossierCode);
        screen.Fact("   Phần được xem", "   What was read", read.Items);
    }
}
