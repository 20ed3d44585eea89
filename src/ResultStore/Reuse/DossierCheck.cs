using System.Globalization;
using System.Text.RegularExpressions;
using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Reuse;

/// <summary>Someone a dossier is for.</summary>
internal readonly record struct AskedHolder(HolderId Id, HolderRoles Role);

/// <summary>Checks what callers say of a dossier, and collects every fault.</summary>
internal sealed partial class DossierCheck
{
    private const int MostHolders = 20;
    private const int MostComponents = 100;

    private readonly List<FieldFault> _faults = [];

    public IReadOnlyList<FieldFault> Faults => _faults;

    /// <summary>The agency a dossier's code begins with, where the code is well formed.</summary>
    public static AgencyCode? AgencyOf(string dossierCode) =>
        dossierCode.Length <= 60
        && Dossier.Match(dossierCode) is { Success: true } match
        && AgencyCode.TryParse(match.Groups["agency"].Value, out var agency)
        && DateOnly.TryParseExact(
            match.Groups["day"].Value, "yyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? agency
            : null;

    /// <summary>For what a dossier is settled: purpose, officer and the dossier's own code.</summary>
    /// <returns>The dossier's agency.</returns>
    public AgencyCode? Context(ReadContext? context)
    {
        if (context is null)
        {
            Missing("context");
            return null;
        }

        if (context.Purpose != Purpose.Dossier)
        {
            Add(
                "context.purpose", context.Purpose == Purpose.Unspecified ? FieldReason.Missing
                    : FieldReason.Contradicts,
                "Tái sử dụng chỉ phục vụ giải quyết hồ sơ (DOSSIER).",
                    "Reuse is for settling a dossier only (DOSSIER).");
        }

        Text("context.officer", context.Officer, 200, required: true);
        Text("context.note", context.Note, 500, required: false);
        var agency = AgencyOf(context.DossierCode.Trim());
        if (agency is null)
        {
            Add(
                "context.dossier_code", context.DossierCode.Length == 0 ? FieldReason.Missing : FieldReason.Malformed,
                "Cần mã hồ sơ đúng định dạng, ví dụ 000.00.15.H17-260105-0012.",
                "A well-formed dossier code is needed, e.g. 000.00.15.H17-260105-0012.");
        }

        return agency;
    }

    public void Procedure(string code)
    {
        if (!CatalogueCodes.IsProcedure(code))
        {
            Add(
                "procedure_code", code.Length == 0 ? FieldReason.Missing : FieldReason.Malformed,
                "Cần mã thủ tục đúng định dạng, ví dụ 1.004194.",
                    "A well-formed procedure code is needed, e.g. 1.004194.");
        }
    }

    public void Components(IReadOnlyList<string> codes)
    {
        if (codes.Count > MostComponents)
        {
            Add("component_codes", FieldReason.TooLong, $"Nhiều hơn {MostComponents} mục.",
                $"More than {MostComponents}.");
            return;
        }

        for (var i = 0; i < codes.Count; i++)
        {
            Text($"component_codes[{i}]", codes[i], 100, required: true);
        }
    }

    public void Component(string code) => Text("component_code", code, 100, required: true);

    /// <returns>Null: not said, or malformed.</returns>
    public DateOnly? Day(string path, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (CatalogueCodes.TryDay(text, out var day))
        {
            return day;
        }

        var (vietnamese, english) = WrittenForms.Day(text);
        Add(path, FieldReason.Malformed, vietnamese, english);
        return null;
    }

    /// <summary>The day a dossier is promised for.</summary>
    /// <returns>Null: not said, or malformed.</returns>
    public DateOnly? DueDay(string text, DateOnly today)
    {
        var due = Day("due_on", text);
        if (due < today)
        {
            Add(
                "due_on", FieldReason.Contradicts,
                "Ngày hẹn trả đã qua; hồ sơ quá hạn thì nêu ngày hẹn mới.",
                "The due date is past; for an overdue dossier say the new one.");
        }

        return due;
    }

    /// <summary>Exactly one applicant, each id well formed.</summary>
    public IReadOnlyList<AskedHolder> Holders(IReadOnlyList<DossierHolder> holders)
    {
        var asked = new List<AskedHolder>();
        if (holders.Count is 0 or > MostHolders)
        {
            Add(
                "holders", holders.Count == 0 ? FieldReason.Missing : FieldReason.TooLong,
                $"Cần từ 1 đến {MostHolders} chủ hồ sơ.", $"From 1 to {MostHolders} holders are needed.");
            return asked;
        }

        for (var i = 0; i < holders.Count; i++)
        {
            if (Holder($"holders[{i}]", holders[i]) is { } holder)
            {
                asked.Add(holder);
            }
        }

        if (holders.Count(holder => RoleOf(holder) == HolderRoles.Applicant) != 1)
        {
            Add(
                "holders", FieldReason.Contradicts,
                "Cần đúng một người nộp hồ sơ.", "Exactly one holder is the applicant.");
        }

        return asked;
    }

    public AskedHolder? Holder(string path, DossierHolder? holder)
    {
        if (holder is null)
        {
            Missing(path);
        }
        else if (!Enum.IsDefined(holder.Role))
        {
            Add($"{path}.role", FieldReason.UnknownValue, "Vai trò không có trong danh mục.", "Not a known role.");
        }
        else if (holder.Kind == HolderKind.Unspecified)
        {
            Missing($"{path}.kind");
        }
        else if (!HolderId.TryParse(holder.Kind, holder.Id.Trim(), out var id))
        {
            var (vietnamese, english) = WrittenForms.HolderId(holder.Kind);
            Add($"{path}.id", FieldReason.Malformed, vietnamese, english);
        }
        else
        {
            return new AskedHolder(id, RoleOf(holder));
        }

        return null;
    }

    public void Text(string path, string text, int most, bool required)
    {
        if (required && text.Trim().Length == 0)
        {
            Missing(path);
        }
        else if (text.Length > most)
        {
            Add(path, FieldReason.TooLong, $"Dài quá {most} ký tự.", $"Longer than {most} characters.");
        }
    }

    public void Missing(string path) =>
        Add(path, FieldReason.Missing, "Trường này bắt buộc phải có.", "This field is required.");

    public void Add(string path, FieldReason reason, string vietnamese, string english) =>
        _faults.Add(new FieldFault { Path = path, Reason = reason, SentenceVi = vietnamese, SentenceEn = english });

    private static HolderRoles RoleOf(DossierHolder holder) => holder.Role switch
    {
        HolderRole.CoHolder => HolderRoles.CoHolder,
        HolderRole.RepresentedOrganisation => HolderRoles.RepresentedOrganisation,
        _ => HolderRoles.Applicant,
    };

    [GeneratedRegex(
        @"\A(?<agency>[0-9A-Z.]{3,35})-(?<day>[0-9]{6})-[0-9]{4,8}\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 50)]
    private static partial Regex Dossier { get; }
}
