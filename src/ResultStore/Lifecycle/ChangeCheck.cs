using ResultStore.V1;

namespace ResultStore.Lifecycle;

/// <summary>What a change has to say before anything is looked up: every fault at once.</summary>
internal static class ChangeCheck
{
    public static IReadOnlyList<FieldFault> Check(Change change, LifecycleOptions options, DateTimeOffset now)
    {
        var faults = new List<FieldFault>();
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

        if (change.EffectiveAtUnixMs > now.AddDays(options.MaxDaysAhead).ToUnixTimeMilliseconds())
        {
            Add(
                "change.effective_at_unix_ms",
                FieldReason.Contradicts,
                "Thời điểm có hiệu lực quá xa trong tương lai.",
                "The time it is to hold from lies too far ahead.");
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

        void Text(string path, string text, int most)
        {
            if (text.Trim().Length == 0)
            {
                Add(path, FieldReason.Missing, "Trường này bắt buộc phải có.", "This field is required.");
            }
            else if (text.Length > most)
            {
                Add(path, FieldReason.TooLong, $"Dài quá {most} ký tự.", $"Longer than {most} characters.");
            }
        }

        void Add(string path, FieldReason reason, string vietnamese, string english) => faults.Add(
            new FieldFault { Path = path, Reason = reason, SentenceVi = vietnamese, SentenceEn = english });
    }
}
