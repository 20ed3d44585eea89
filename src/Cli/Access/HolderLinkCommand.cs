using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cli.Reading;
using Cli.Store;
using Cli.Terminal;
using Google.Protobuf;
using ResultStore.V1;

namespace Cli.Access;

/// <summary><c>tthc holder link|unlink|links</c>: which holder ids belong together.</summary>
internal sealed class HolderLinkCommand(Language language, StandingOptions standing)
{
    public IEnumerable<Command> MakeAll() => [MakeLink(), MakeUnlink(), MakeLinks()];

    private Verb MakeLink()
    {
        var holder = HolderArgument("holder", "Chủ hồ sơ theo số hiện nay", "The holder by today's id");
        var earlier = HolderArgument(
            "earlier", "Số cũ, hoặc tổ chức được sáp nhập", "The old id, or the one taken over");
        var kind = new Option<string>("--kind")
        {
            Description = language.Say(
                "same: hai số của một chủ; took-over: tổ chức sau kế thừa tổ chức trước",
                "same: two ids of one holder; took-over: the first took over the second"),
            DefaultValueFactory = _ => "same",
        };
        kind.AcceptOnlyFromAmong("same", "took-over");
        var evidence = Required("--evidence", "Số giấy tờ chứng minh", "Number of the document that proves it");
        var file = new Option<FileInfo?>("--evidence-file")
        {
            Description = language.Say(
                "Tệp giấy tờ chứng minh, chỉ ghi mã băm", "That document; only its digest is kept"),
        };
        var basis = Required("--legal-basis", "Căn cứ pháp lý", "The rule by which they are linked");
        var officer = Officer();
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "link",
            language.Say("Liên thông hai số giấy tờ.", "Links two ids."),
            "tthc holder link person:048090001234 person:201234567 --evidence CC-17 --legal-basis \"Luật Căn cước\" "
                + "--key-file data/clients/administrator.key")
        {
            holder, earlier, kind, evidence, file, basis, officer,
        };
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            EnumNames.TryParse<HolderLinkKind>(parsed.GetRequiredValue(kind), "HOLDER_LINK_KIND_", out var how);
            var request = new LinkHolderIdsRequest
            {
                Holder = AccessFilterOptions.Holder(parsed.GetRequiredValue(holder)),
                Earlier = AccessFilterOptions.Holder(parsed.GetRequiredValue(earlier)),
                Kind = how,
                EvidenceReference = parsed.GetRequiredValue(evidence),
                LegalBasis = parsed.GetRequiredValue(basis),
                Officer = parsed.GetRequiredValue(officer),
                EvidenceSha256 = parsed.GetValue(file) is { } document
                    ? ByteString.CopyFrom(SHA256.HashData(await File.ReadAllBytesAsync(document.FullName, ct)))
                    : ByteString.Empty,
            };
            var answer = await new HolderLinks.HolderLinksClient(connection.Channel).LinkHolderIdsAsync(
                request, connection.Options(ct));
            Tell(answer.Link, screen);
            screen.Answer(Messages.ToJson(answer));
            return ExitCode.Done;
        });
        return command;
    }

    private Verb MakeUnlink()
    {
        var id = StandingOptions.Text("link", language.Say("Mã liên thông", "The link's id"));
        var reason = Required("--reason", "Lý do", "Why");
        var basis = Required("--legal-basis", "Căn cứ pháp lý", "The rule by which it is ended");
        var officer = Officer();
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "unlink",
            language.Say("Chấm dứt một liên thông.", "Ends a link."),
            "tthc holder unlink 0190a0b0-0000-7000-8000-000000000000 --reason \"nhầm người\" "
                + "--legal-basis \"Luật Căn cước\" --key-file data/clients/administrator.key")
        {
            id, reason, basis, officer,
        };
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var answer = await new HolderLinks.HolderLinksClient(connection.Channel).UndoHolderLinkAsync(
                new UndoHolderLinkRequest
                {
                    Id = parsed.GetRequiredValue(id),
                    Reason = parsed.GetRequiredValue(reason),
                    LegalBasis = parsed.GetRequiredValue(basis),
                    Officer = parsed.GetRequiredValue(officer),
                },
                connection.Options(ct));
            Tell(answer.Link, screen);
            screen.Answer(Messages.ToJson(answer));
            return ExitCode.Done;
        });
        return command;
    }

    private Verb MakeLinks()
    {
        var holder = HolderArgument("holder", "Chủ hồ sơ", "The holder");
        var context = new ReadContextOptions(language, "audit"); // an agency says dossier
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "links",
            language.Say("Các liên thông của một số giấy tờ.", "The links of one id."),
            "tthc holder links person:048090001234 --key-file data/clients/administrator.key");
        command.Add(holder);
        context.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var answer = await new HolderLinks.HolderLinksClient(connection.Channel).ListHolderLinksAsync(
                new ListHolderLinksRequest
                {
                    Holder = AccessFilterOptions.Holder(parsed.GetRequiredValue(holder)),
                    Context = context.Read(parsed),
                },
                connection.Options(ct));
            foreach (var link in answer.Links)
            {
                Tell(link, screen);
            }

            screen.Answer(new JsonArray([.. answer.Links.Select(Messages.ToJson)]));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Tell(HolderLink link, Screen screen)
    {
        var end = link.UndoneAtUnixMs == 0
            ? ""
            : screen.Say(" chấm dứt ", " ended ") + Messages.Instant(link.UndoneAtUnixMs);
        screen.Line(
            $"{link.Id}  {Text(link.Told.Holder)} {(link.Told.Kind == HolderLinkKind.Same ? "=" : "<-")} "
            + $"{Text(link.Told.Earlier)}  {Messages.Instant(link.RecordedAtUnixMs)}{end}");
    }

    private static string Text(AccessHolder holder) =>
        $"{EnumNames.Of(holder.Kind)["HOLDER_KIND_".Length..].ToLowerInvariant()}:{holder.Id}";

    private Argument<string> HolderArgument(string name, string vi, string en) =>
        StandingOptions.Text(name, language.Say($"{vi}, dạng person:048090001234", $"{en}, as person:048090001234"));

    private Option<string> Required(string name, string vi, string en) => new(name)
    {
        Description = language.Say(vi, en),
        Required = true,
    };

    private Option<string> Officer() => new("--officer")
    {
        Description = language.Say("Người quyết định", "Who decided it"),
        DefaultValueFactory = _ => Environment.UserName,
    };
}
