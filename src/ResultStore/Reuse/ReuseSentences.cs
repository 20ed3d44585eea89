using System.Globalization;
using ResultStore.V1;

namespace ResultStore.Reuse;

/// <summary>What an officer reads: Vietnamese first, English second.</summary>
internal static class ReuseSentences
{
    public static (string Vi, string En) Of(ComponentDecision decision)
    {
        var (vietnamese, english) = decision.State switch
        {
            ReuseState.Covered => Covered(decision),
            ReuseState.Partly => Partly(decision),
            _ => Open(decision),
        };
        return decision.NotNeeded
            ? (vietnamese + " Không cần nộp vì phương án khác đã đủ.",
                english + " It is not needed, as another alternative is covered.")
            : (vietnamese, english);
    }

    public static (string Vi, string En) Of(PartVerdict verdict)
    {
        var result = verdict.Candidate;
        var (vietnamese, english) = Why(verdict);
        var number = result.ResultNumber.Length > 0 ? result.ResultNumber : result.Code;
        return ($"Kết quả {number} ngày {VietnameseDay(result.IssuedOn)}: {vietnamese}.",
            $"Result {number} of {Day(result.IssuedOn)}: {english}.");
    }

    private static (string Vi, string En) Covered(ComponentDecision decision)
    {
        var (numbers, count) = Numbers(decision);
        var expiry = decision.FirstExpiry;
        return decision.Picks.Count == 1
            ? ($"Đã có kết quả {numbers} trong kho{Until(expiry)}: không yêu cầu nộp.",
                $"The store has {numbers}{UntilEnglish(expiry)}: do not ask for the paper.")
            : ($"Đã có đủ {count} kết quả trong kho ({numbers}){Until(expiry)}: không yêu cầu nộp.",
                $"The store has all {count} results ({numbers}){UntilEnglish(expiry)}: do not ask for the paper.");
    }

    private static (string Vi, string En) Partly(ComponentDecision decision)
    {
        var (numbers, _) = Numbers(decision);
        var missing = string.Join("; ", decision.MissingParts.Select(part => part.Name));
        return ($"Kho mới có {numbers}; còn thiếu: {missing}.", $"The store has {numbers}; still missing: {missing}.");
    }

    private static (string Vi, string En) Open(ComponentDecision decision)
    {
        var nearest = decision.Considered.FirstOrDefault(verdict => verdict.Reason == decision.Reason);
        if (nearest is not null)
        {
            var (vietnamese, english) = Of(nearest);
            return decision.State == ReuseState.Unknown
                ? ($"Chưa xác định được. {vietnamese}", $"It cannot be told. {english}")
                : ($"{vietnamese} Yêu cầu nộp giấy tờ này.", $"{english} Ask for the paper.");
        }

        return decision.Reason switch
        {
            ReuseReason.OtherHolder => (
                "Kết quả này không phải của người nào có tên trong hồ sơ.",
                "The result belongs to nobody the dossier is for."),
            ReuseReason.NoRule => (
                "Danh mục không có quy tắc cho phép dùng kết quả trong kho thay giấy tờ này; yêu cầu nộp.",
                "The catalogue has no rule that lets a stored result stand for this paper; ask for it."),
            ReuseReason.NoResult => (
                "Kho không có kết quả nào thuộc loại có thể thay thế; yêu cầu nộp.",
                "The store has no result of a kind that could stand for this paper; ask for it."),
            ReuseReason.TooManyResults => (
                "Chủ hồ sơ có quá nhiều kết quả để xét hết; hãy tra cứu trực tiếp.",
                "The holder has more results than are looked through; search for it."),
            ReuseReason.ProcedureNotInCatalogue => (
                "Danh mục chưa có thủ tục này nên chưa xác định được.",
                "The catalogue does not have this procedure, so it cannot be told."),
            ReuseReason.ComponentNotInCatalogue => (
                "Thủ tục trong danh mục không có thành phần hồ sơ này nên chưa xác định được.",
                "The procedure does not have this component in the catalogue, so it cannot be told."),
            ReuseReason.CatalogueAway => (
                "Danh mục tạm thời chưa đọc được; hãy hỏi lại sau.",
                "The catalogue cannot be read now; ask again later."),
            ReuseReason.StoreAway => (
                "Kho tạm thời không tra cứu được; hãy hỏi lại sau hoặc nhận giấy tờ.",
                "The store cannot be asked now; ask again later, or take the paper."),
            ReuseReason.ClockWrong => (
                "Đồng hồ máy chủ sai ngày nên chưa xác định được; hãy hỏi lại sau hoặc nhận giấy tờ.",
                "The server's clock is at another day, so it cannot be told; ask again later, or take the paper."),
            _ => ("Chưa xác định được.", "It cannot be told."),
        };
    }

    private static (string Vi, string En) Why(PartVerdict verdict) => verdict.Reason switch
    {
        ReuseReason.OtherHolder =>
            ("không thuộc đối tượng mà quy tắc yêu cầu", "it belongs to someone the rule does not accept"),
        ReuseReason.Revoked => ("đã bị thu hồi hoặc bãi bỏ", "it is withdrawn or annulled"),
        ReuseReason.Suspended => ("đang bị tạm đình chỉ", "it is set aside for now"),
        ReuseReason.Replaced => ("đã được thay thế bằng kết quả khác", "another result stands in its place"),
        ReuseReason.NotYetIssued => ("ngày cấp ở tương lai", "its day of issue lies ahead"),
        ReuseReason.Expired => ($"đã hết hạn{On(verdict.Expiry)}", $"it expired{OnEnglish(verdict.Expiry)}"),
        ReuseReason.ExpiresBeforeDue => (
            $"hết hạn{On(verdict.Expiry)}, trước ngày hẹn trả",
                $"it expires{OnEnglish(verdict.Expiry)}, before the due date"),
        ReuseReason.TooOld => ("cấp đã quá thời hạn cho phép sử dụng lại", "it was issued too long ago"),
        ReuseReason.OtherIssuer =>
            ("không do cơ quan mà quy tắc chấp nhận cấp", "it was issued by an agency the rule does not accept"),
        ReuseReason.OtherLevel =>
            ("không do cấp có thẩm quyền theo quy tắc cấp", "it was issued at a level the rule does not accept"),
        ReuseReason.ValueClass =>
            ("giá trị pháp lý của tệp không đáp ứng quy tắc", "the rule does not accept the file's legal standing"),
        ReuseReason.LevelNotKnown => (
            "danh mục chưa cho biết cấp của cơ quan cấp",
                "the catalogue does not say at which level its issuer stands"),
        ReuseReason.DueDateNotSaid => (
            "quy tắc yêu cầu còn hạn đến ngày hẹn trả, nhưng câu hỏi không nêu ngày này (due_on; tthc: --due)",
            "the rule wants it valid through the due date, which the question does not tell (due_on; tthc: --due)"),
        ReuseReason.UsedForOtherPart =>
            ("đã dùng cho phần khác hoặc không cần đến", "it stands for another part, or is not needed"),
        _ => ("đáp ứng quy tắc", "it meets the rule"),
    };

    private static (string Numbers, int Count) Numbers(ComponentDecision decision) => (
        string.Join(", ", decision.Picks.Select(pick =>
            pick.Candidate.ResultNumber.Length > 0 ? pick.Candidate.ResultNumber : pick.Candidate.Code)),
        decision.Picks.Count);

    private static string Until(DateOnly? expiry) => expiry is { } day ? $", còn hạn đến {VietnameseDay(day)}" : "";

    private static string UntilEnglish(DateOnly? expiry) => expiry is { } day ? $", valid until {Day(day)}" : "";

    private static string On(DateOnly? day) => day is { } known ? $" ngày {VietnameseDay(known)}" : "";

    private static string OnEnglish(DateOnly? day) => day is { } known ? $" on {Day(known)}" : "";

    private static string VietnameseDay(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
