using ResultStore.V1;

namespace ResultStore.Lifecycle;

/// <summary>What a change has to say before anything is looked up: every fault at once.</summary>
internal static class ChangeCheck
{
    public static IReadOnlyList<FieldFault> Check(
        Change change, int expectedVersion, LifecycleOptions options, DateTimeOffset now)
    {
        var faults = new List<FieldFault>();
        if (expectedVersion < 0)
        {
            Add(
                "expected_version",
                FieldReason.Malformed,
                "Phiên bản không được là số âm; 0 là phiên bản nào cũng được.",
                "A version is no negative number; 0 is any.");
        }

        if (change.Kind == ResultChangeKind.Unspecified || !Enum.IsDefined(change.Kind))
        {
            Add("change.kind", FieldReason.Missing, "Phải nêu loại thay đổi.", "Say what kind of change it is.");
        }

        Text("change.reason", change.Reason, 2_000);
        Text("change.legal_basis", change.LegalBasis, 500);
        Text("change.decision_number", change.DecisionNumber, 100);
        Text("change.officer", change.Officer, 200);
        if (change.Kind == ResultChangeKind.Replace && change.SuccessorCode.Length == 0)
        {
            Add(
                "change.successor_code",
                FieldReason.Missing,
                "Phải nêu mã kết quả thay thế.",
                "Name the result that stands in its place.");
        }

        if (change.Kind is ResultChangeKind.Correct or ResultChangeKind.Amend && change.Metadata is null)
        {
            Add(
                "change.metadata",
                FieldReason.Missing,
                "Phải gửi toàn bộ thông tin sau khi sửa.",
                "Send the whole metadata as they should be.");
        }

        if (change.Kind == ResultChangeKind.Cancel)
        {
            Text("change.cancels_decision_number", change.CancelsDecisionNumber, 100);
            if (change.EffectiveAtUnixMs != 0)
            {
                Add(
                    "change.effective_at_unix_ms",
                    FieldReason.Contradicts,
                    "Việc hủy có hiệu lực ngay.",
                    "A cancellation holds at once.");
            }
        }
        else if (change.CancelsDecisionNumber.Length > 0)
        {
            Add(
                "change.cancels_decision_number",
                FieldReason.Contradicts,
                "Chỉ dùng khi hủy thay đổi chưa đến hạn.",
                "Only a cancellation names it.");
        }

        if (change.EffectiveAtUnixMs < 0)
        {
            Add(
                "change.effective_at_unix_ms",
                FieldReason.Malformed,
                "Thời điểm không được là số âm.",
                "An instant is no negative number.");
        }

        if (change.EffectiveAtUnixMs > now.AddDays(options.MaxDaysAhead).ToUnixTimeMilliseconds())
        {
            Add(
                "change.effective_at_unix_ms",
                FieldReason.Contradicts,
                $"Thời điểm có hiệu lực quá xa: nhiều nhất là {options.MaxDaysAhead} ngày tính từ bây giờ.",
                $"The time it is to hold from lies too far ahead: at most {options.MaxDaysAhead} days from now.");
        }

        if (change.DecisionDocument.IsEmpty && options.DecisionRequired.Contains(change.Kind.ToString()))
        {
            Add(
                "change.decision_document",
                FieldReason.Missing,
                "Loại thay đổi này cần văn bản quyết định đã ký số.",
                "This kind of change needs the signed decision.");
        }

        return faults;

        // Lengths count what is kept.
        void Text(string path, string text, int most)
        {
            if (text.Trim().Length == 0)
            {
                Add(path, FieldReason.Missing, "Trường này bắt buộc phải có.", "This field is required.");
            }
            else if (text.Trim().Length > most)
            {
                Add(path, FieldReason.TooLong, $"Dài quá {most} ký tự.", $"Longer than {most} characters.");
            }
        }

        void Add(string path, FieldReason reason, string vietnamese, string english) => faults.Add(
            new FieldFault { Path = path, Reason = reason, SentenceVi = vietnamese, SentenceEn = english });
    }
}
