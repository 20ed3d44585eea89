using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>Checks what is said of two ids that belong together, and collects every fault.</summary>
internal sealed class LinkCheck
{
    private readonly List<FieldFault> _faults = [];

    public IReadOnlyList<FieldFault> Faults => _faults;

    /// <returns>Null where there are faults.</returns>
    public (HolderId Holder, HolderId Earlier)? Run(LinkHolderIdsRequest request)
    {
        var (holder, earlier) = (Holder("holder", request.Holder), Holder("earlier", request.Earlier));
        if (request.Kind == HolderLinkKind.Unspecified || !Enum.IsDefined(request.Kind))
        {
            Add("kind", FieldReason.Missing, "Cần cách liên thông.", "Say how the ids belong together.");
        }
        else if (holder is not null && earlier is not null)
        {
            CheckKinds(request);
        }

        if (holder is { } one && earlier is { } other && one.Canonical == other.Canonical)
        {
            Add("earlier.id", FieldReason.Contradicts, "Hai số giấy tờ trùng nhau.", "Both ids are the same.");
        }

        Text("evidence_reference", request.EvidenceReference, 200);
        Text("legal_basis", request.LegalBasis, 500);
        Text("officer", request.Officer, 200);
        if (request.EvidenceSha256.Length is not (0 or 32))
        {
            Add("evidence_sha256", FieldReason.Malformed, "SHA-256 gồm 32 byte.", "A SHA-256 has 32 bytes.");
        }

        return _faults.Count == 0 ? (holder!.Value, earlier!.Value) : null;
    }

    public HolderId? Holder(string path, AccessHolder? sent)
    {
        if (sent is not null && HolderId.TryParse(sent.Kind, sent.Id, out var holder))
        {
            return holder;
        }

        Add($"{path}.id", sent is null ? FieldReason.Missing : FieldReason.Malformed,
            "Cần loại và số giấy tờ đúng định dạng.", "A kind and a well-formed id are needed.");
        return null;
    }

    public void Text(string path, string text, int most)
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

    public void Add(string path, FieldReason reason, string vietnamese, string english) => _faults.Add(
        new FieldFault { Path = path, Reason = reason, SentenceVi = vietnamese, SentenceEn = english });

    /// <summary>People do not take each other over, and an organisation is no person.</summary>
    private void CheckKinds(LinkHolderIdsRequest request)
    {
        static bool IsPerson(HolderKind kind) => kind is HolderKind.Person or HolderKind.Foreigner;
        static bool IsBody(HolderKind kind) => kind is HolderKind.Organisation or HolderKind.Agency;
        var (one, other) = (request.Holder.Kind, request.Earlier.Kind);
        var fits = request.Kind == HolderLinkKind.TookOver
            ? IsBody(one) && IsBody(other)
            : (IsPerson(one) && IsPerson(other)) || one == other;
        if (!fits)
        {
            Add("kind", FieldReason.Contradicts,
                "Loại đối tượng không liên thông được theo cách này.", "Holders of these kinds are not linked so.");
        }
    }
}
