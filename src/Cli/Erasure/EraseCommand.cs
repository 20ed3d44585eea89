using System.CommandLine;
using Cli.Access;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Erasure;

/// <summary><c>tthc erase</c>: carries out an order to erase a person's data. It counts, unless told to carry it
/// out.</summary>
internal static class EraseCommand
{
    public static Command Make(Language language, StandingOptions standing)
    {
        var holder = StandingOptions.Text(
            "holder", language.Say("Chủ hồ sơ, dạng person:048090001234", "Holder, as person:048090001234"));
        var order = Required("--order", "Số văn bản yêu cầu xóa", "Number of the order");
        var basis = Required("--legal-basis", "Căn cứ pháp lý", "The rule it rests on");
        var officer = new Option<string>("--officer")
        {
            Description = language.Say("Người thực hiện", "Who carries it out"),
            DefaultValueFactory = _ => Environment.UserName,
        };
        var carryOut = new Option<bool>("--carry-out")
        {
            Description = language.Say(
                "Xóa thật, không hoàn tác được; không có thì chỉ đếm", "Erase, beyond recall; else only count"),
        };
        var leave = new Option<bool>("--leave-linked-ids")
        {
            Description = language.Say(
                "Xóa dù còn liên thông với số khác: kết quả theo các số đó được giữ",
                "Erase although linked to other ids: what is stored under those stays"),
        };
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "erase",
            language.Say(
                "Xóa dữ liệu cá nhân của một người theo yêu cầu của cơ quan có thẩm quyền; kết quả vẫn được giữ.",
                "Erases a person's data by order of an authority; the results stay."),
            "tthc erase person:048090001234 --order 12/QĐ --legal-basis \"Luật 91/2025/QH15\" "
                + "--key-file data/clients/administrator.key")
        {
            holder, order, basis, officer, carryOut, leave,
        };
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var answer = await new Erasures.ErasuresClient(connection.Channel).EraseHolderAsync(
                new EraseHolderRequest
                {
                    Holder = AccessFilterOptions.Holder(parsed.GetRequiredValue(holder)),
                    OrderReference = parsed.GetRequiredValue(order),
                    LegalBasis = parsed.GetRequiredValue(basis),
                    Officer = parsed.GetRequiredValue(officer),
                    CarryOut = parsed.GetValue(carryOut),
                    LeaveLinkedIds = parsed.GetValue(leave),
                },
                connection.Options(ct));
            screen.Line(
                answer.Erasure is null
                    ? screen.Say("Sẽ xóa (thêm --carry-out để xóa thật):", "Would erase (add --carry-out to do it):")
                    : screen.Say("Đã xóa:", "Erased:"));
            screen.Line(screen.Say(
                $"  {answer.Results} kết quả ({answer.SharedResults} kết quả chung với người khác), {answer.Rows} dòng",
                $"  {answer.Results} results ({answer.SharedResults} shared with others), {answer.Rows} rows"));
            if (answer.StandingLinks > 0)
            {
                screen.Line(LinksOf(answer, screen));
            }

            if (answer.Damaged > 0)
            {
                screen.Line(screen.Say(
                    $"  {answer.Damaged} dòng hỏng không đọc được nên không xóa được; xem nhật ký (1805), khôi phục "
                        + "từ bản sao lưu, kho sẽ tự xóa tiếp",
                    $"  {answer.Damaged} damaged rows cannot be read, so cannot be erased: see the log (1805), restore "
                        + "them from a backup, and the store erases them by itself"));
            }

            screen.Answer(Messages.ToJson(answer));
            return answer.Damaged > 0 ? ExitCode.Refused : ExitCode.Done;
        });
        return command;

        static string LinksOf(EraseHolderResponse answer, Screen screen) => answer.Erasure is null
            ? screen.Say(
                $"  {answer.StandingLinks} liên thông với số khác; kết quả theo các số đó không bị xóa: xem bằng "
                    + "`tthc holder links` trước, sau này không tìm ra nữa",
                $"  {answer.StandingLinks} links to other ids; what is stored under those is not erased: list them "
                    + "with `tthc holder links` first, later nothing leads to them")
            : screen.Say(
                $"  {answer.StandingLinks} liên thông với số khác đã xóa; kết quả theo các số đó vẫn còn",
                $"  {answer.StandingLinks} links to other ids are gone; what is stored under those stays");

        Option<string> Required(string name, string vi, string en) => new(name)
        {
            Description = language.Say(vi, en),
            Required = true,
        };
    }
}
