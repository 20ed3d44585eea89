using System.CommandLine;
using Cli.Access;
using Cli.Reading;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Reuse;

/// <summary><c>tthc reuse find HOLDER</c>: what the store has of a holder.</summary>
internal static class FindCommand
{
    public static Command Make(Language language, StandingOptions standing)
    {
        var holder = StandingOptions.Text(
            "holder", language.Say("Chủ hồ sơ, dạng person:048090001234", "The holder, as person:048090001234"));
        var types = new Option<string[]>("--type")
        {
            Description = language.Say(
                "Chỉ loại giấy tờ này, có thể nhiều", "Only this kind of paper; may be repeated"),
            DefaultValueFactory = _ => [],
        };
        var most = ListedResults.MostOption(language);
        var context = new ReadContextOptions(language, "dossier");
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "find",
            language.Say(
                "Tìm kết quả của một chủ hồ sơ, mới lưu trước. Lần tìm được ghi vào nhật ký mà chủ hồ sơ xem được.",
                "Lists a holder's results, the last stored first. The search is recorded where the holder can see it."),
            "tthc reuse find person:048090001234 --dossier H99.18.41-261122-0001 --key-file data/clients/agency.key")
        {
            holder, types, most,
        };
        context.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            var who = AccessFilterOptions.Holder(parsed.GetRequiredValue(holder)) ?? new AccessHolder();
            using var connection = store.Open(parsed);
            var client = new ResultReuse.ResultReuseClient(connection.Channel);
            return await ListedResults.TellAsync(screen, parsed.GetValue(most), async (size, token) =>
            {
                var page = await client.FindResultsAsync(
                    new FindResultsRequest
                    {
                        Holder = new DossierHolder { Kind = who.Kind, Id = who.Id, Role = HolderRole.Applicant },
                        ResultTypeCodes = { parsed.GetValue(types) ?? [] },
                        PageSize = size,
                        PageToken = token,
                        Context = context.Read(parsed),
                    },
                    connection.Options(ct));
                return (page.Results, page.NextPageToken);
            });
        });
        return command;
    }
}
