using ResultStore.V1;

namespace ResultStore.Validation;

/// <summary>Collects every fault of a request, so that the sender mends them in one go.</summary>
internal sealed class FieldFaults
{
    private readonly List<FieldFault> _faults = [];

    public IReadOnlyList<FieldFault> All => _faults;

    public bool None => _faults.Count == 0;

    public void Add(string path, FieldReason reason, string vietnamese, string english) =>
        _faults.Add(new FieldFault { Path = path, Reason = reason, SentenceVi = vietnamese, SentenceEn = english });

    public void Add(IEnumerable<FieldFault> faults) => _faults.AddRange(faults);

    public void Missing(string path) =>
        Add(path, FieldReason.Missing, "Trường này bắt buộc phải có.", "This field is required.");

    public void TooLong(string path, int most, string vietnamese = "ký tự", string english = "characters") => Add(
        path,
        FieldReason.TooLong,
        $"Dài quá mức cho phép ({most} {vietnamese}).",
        $"Longer than allowed ({most} {english}).");

    public void Malformed(string path, string vietnamese, string english) =>
        Add(path, FieldReason.Malformed, vietnamese, english);

    public void Malformed(string path, (string Vi, string En) form) => Malformed(path, form.Vi, form.En);

    public void Contradicts(string path, string vietnamese, string english) =>
        Add(path, FieldReason.Contradicts, vietnamese, english);
}
