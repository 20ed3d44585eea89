using System.CommandLine;
using System.Globalization;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Reuse;

/// <summary><c>tthc reuse check PROCEDURE</c>: which papers of a dossier the store has already.</summary>
internal static class CheckCommand
{
    public static Command Make(Language language, StandingOptions standing)
    {
        var procedure = ReuseCommand.ProcedureArgument(language);
        var components = new Option<string[]>("--component")
        {
            Description = language.Say(
                "Chỉ hỏi thành phần này, có thể nhiều; bỏ trống: mọi thành phần",
                "Only this component; may be repeated; none: all of them"),
            DefaultValueFactory = _ => [],
        };
        var dossier = new DossierOptions(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "check",
            language.Say(
                "Hỏi những thành phần hồ sơ nào đã có kết quả trong kho, khỏi yêu cầu nộp. Mã thoát 0: không phải nộp "
                    + "gì; 1: còn phải nộp; 2: danh mục không có thủ tục hay thành phần đó; 3: kho chưa trả lời được, "
                    + "hỏi lại.",
                "Asks which components need not be handed in. Exit code 0: none of those asked about has to be; "
                    + "1: some have to; 2: the catalogue has no such procedure or component; 3: the store "
                    + "cannot tell now."),
            "tthc reuse check 1.004194 --holder person:048090001234 --due 2026-12-31 "
                + "--dossier H99.18.41-261122-0001 --key-file data/clients/agency.key")
        {
            procedure, components,
        };
        dossier.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            var request = new CheckReuseRequest
            {
                ProcedureCode = parsed.GetRequiredValue(procedure),
                DueOn = dossier.Due(parsed),
                Holders = { dossier.Holders(parsed) },
                ComponentCodes = { parsed.GetValue(components) ?? [] },
                Context = dossier.Context(parsed),
            };
            using var connection = store.Open(parsed);
            var answer = await new ResultReuse.ResultReuseClient(connection.Channel)
                .CheckReuseAsync(request, connection.Options(ct));
            screen.Answer(Messages.ToJson(answer));
            Tell(answer, screen);
            return ExitCodeOf(answer, ofAll: request.ComponentCodes.Count == 0);
        });
        return command;
    }

    /// <summary>Yes: nothing of what was asked about has to be handed in. What is unknown because something is away may
    /// be known on the next try; the rest stays as it is.</summary>
    private static int ExitCodeOf(CheckReuseResponse answer, bool ofAll) =>
        answer.State == ReuseState.Covered
        || (!ofAll && answer.Components.All(each => each.State == ReuseState.Covered || each.NotNeeded)) ? ExitCode.Done
        : ReasonsOf(answer).Any(reason =>
            reason is ReuseReason.StoreAway or ReuseReason.CatalogueAway or ReuseReason.ClockWrong)
            ? ExitCode.Unavailable
        : ReasonsOf(answer).Any(reason =>
            reason is ReuseReason.ProcedureNotInCatalogue or ReuseReason.ComponentNotInCatalogue) ? ExitCode.Usage
        : ExitCode.Refused;

    private static IEnumerable<ReuseReason> ReasonsOf(CheckReuseResponse answer) =>
        answer.Components.Select(component => component.Reason).Append(answer.Reason);

    private static void Tell(CheckReuseResponse answer, Screen screen)
    {
        foreach (var component in answer.Components)
        {
            Tell(component, screen);
        }

        foreach (var set in answer.Alternatives.Where(set => set.State == ReuseState.Covered))
        {
            screen.Fact("Chỉ cần một trong", "One is enough of", $"{set.AlternativeSet}: {set.Alternative}");
        }

        screen.Line();
        screen.Fact("Cả hồ sơ", "The dossier", StatusWords.Of(answer.State, screen.Language));
        screen.Fact("Vì sao", "Why", screen.Say(answer.SentenceVi, answer.SentenceEn));
    }

    private static void Tell(ComponentAnswer component, Screen screen)
    {
        var notNeeded = component.NotNeeded ? screen.Say(" (không cần nộp)", " (not needed)") : "";
        screen.Line($"{component.ComponentCode}  {StatusWords.Of(component.State, screen.Language)}{notNeeded}: "
            + component.ComponentName);
        screen.Line($"   {screen.Say(component.SentenceVi, component.SentenceEn)}");
        foreach (var result in component.Results)
        {
            var until = result.ValidUntil.Length > 0 ? $" – {result.ValidUntil}" : "";
            screen.Line($"   {result.Code}  {result.ResultTypeName}, {result.ResultNumber}, {result.AgencyCode}, "
                + $"{result.IssuedOn}{until}");
            screen.Fact("      Lưu ý", "      Look at", Notes(result, screen));
        }

        screen.Fact("   Còn thiếu", "   Missing", string.Join("; ", component.MissingParts));
        screen.Fact("   Căn cứ", "   Legal basis", component.LegalBasis);
        screen.Fact("   Còn hạn", "   Margin", component.HasExpiryMarginDays
            ? string.Create(CultureInfo.InvariantCulture, $"{component.ExpiryMarginDays} {screen.Say("ngày", "days")}")
            : "");
        foreach (var considered in component.Considered)
        {
            screen.Line($"   {considered.Code}  {screen.Say(considered.SentenceVi, considered.SentenceEn)}");
        }
    }

    private static string Notes(ReusableResult result, Screen screen) => string.Join("; ", new[]
    {
        result.Disputed ? screen.Say("đang bị khiếu nại", "it is disputed") : "",
        result.SigningTimeUnproved
            ? screen.Say("không có bằng chứng về lúc ký", "nothing proves when it was signed")
            : "",
        result.UnderOtherId
            ? screen.Say(
                "lưu theo số giấy tờ khác của cùng chủ: đối chiếu tên", "stored under another id: compare the names")
            : "",
    }.Where(note => note.Length > 0));
}
