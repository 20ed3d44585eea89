using ResultStore.Storage;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Access;

/// <summary>Who may read what, and what it has to say first (NĐ 47/2020, Đ.35).</summary>
internal static class ReadingRules
{
    /// <summary>A one-stop system sees only what it pushed itself for its own agencies; agencies and inspectors see
    /// every result, on record.</summary>
    public static bool MaySee(Caller caller, ResultRow row) =>
        caller.Has(ClientRole.Agency) || caller.Has(ClientRole.Inspector) || IsOwner(caller, row);

    /// <summary>Whether the caller pushed the result and still acts for its agency.</summary>
    public static bool IsOwner(Caller caller, ResultRow row) =>
        caller.Has(ClientRole.OneStop)
        && string.Equals(caller.Id, row.SystemId, StringComparison.Ordinal)
        && AgencyCode.TryParse(row.AgencyCode, out var agency)
        && caller.ActsFor(agency);

    /// <summary>An agency reads for a dossier, an inspector for an inspection, a portal for its holder; one's own
    /// records are a one-stop system's alone; administrators and inspectors audit.</summary>
    private static bool MayClaim(Caller caller, Purpose purpose) => purpose switch
    {
        Purpose.Dossier => caller.Has(ClientRole.Agency),
        Purpose.Inspection => caller.Has(ClientRole.Inspector),
        Purpose.HolderRequest => caller.Has(ClientRole.Portal),
        Purpose.OwnRecords => caller.Has(ClientRole.OneStop),
        Purpose.Audit => caller.Has(ClientRole.Inspector) || caller.Has(ClientRole.Administrator),
        _ => false,
    };

    public static IReadOnlyList<FieldFault> Check(Caller caller, ReadContext context)
    {
        var faults = new List<FieldFault>();
        var mustSay = caller.Has(ClientRole.Agency) || caller.Has(ClientRole.Inspector)
            || caller.Has(ClientRole.Portal) || caller.Has(ClientRole.Administrator);
        if (!mustSay)
        {
            return faults;
        }

        if (context.Purpose == Purpose.Unspecified)
        {
            Missing("context.purpose");
        }
        else if (!MayClaim(caller, context.Purpose))
        {
            var own = string.Join(", ", Enum.GetValues<Purpose>().Where(each => MayClaim(caller, each))
                .Select(StandardNames.Of));
            faults.Add(new FieldFault
            {
                Path = "context.purpose",
                Reason = FieldReason.Contradicts,
                SentenceVi = $"Vai trò của hệ thống không được khai thác với mục đích này; được dùng: {own}.",
                SentenceEn = $"The system's role does not read for this purpose; it may for: {own}.",
            });
        }

        if (context.Officer.Trim().Length == 0)
        {
            Missing("context.officer");
        }

        if (context.Purpose == Purpose.Dossier && context.DossierCode.Trim().Length == 0)
        {
            Missing("context.dossier_code");
        }
        else if (context.Purpose == Purpose.Dossier && MayClaim(caller, Purpose.Dossier)
            && (AgencyCode.OfDossier(context.DossierCode) is { } agency
                ? !caller.ActsFor(agency)
                : caller.OnlyAgency.Length == 0))
        {
            // Whoever reads stands on record by the dossier's agency: no other agency's name may be borrowed.
            faults.Add(new FieldFault
            {
                Path = "context.dossier_code",
                Reason = FieldReason.Contradicts,
                SentenceVi = "Mã hồ sơ phải là của cơ quan mà hệ thống gọi được phép thay mặt.",
                SentenceEn = "The dossier must be one of an agency that the calling system acts for.",
            });
        }

        TooLong("context.officer", context.Officer, 200);
        TooLong("context.dossier_code", context.DossierCode, 60);
        TooLong("context.note", context.Note, 500);
        return faults;

        void Missing(string path) => faults.Add(new FieldFault
        {
            Path = path,
            Reason = FieldReason.Missing,
            SentenceVi = "Phải nêu rõ mục đích, cán bộ và hồ sơ khi khai thác kết quả.",
            SentenceEn = "Reading a result must say its purpose, officer and dossier.",
        });

        void TooLong(string path, string text, int most)
        {
            if (text.Length > most)
            {
                faults.Add(new FieldFault
                {
                    Path = path,
                    Reason = FieldReason.TooLong,
                    SentenceVi = $"Dài quá mức cho phép ({most} ký tự).",
                    SentenceEn = $"Longer than allowed ({most} characters).",
                });
            }
        }
    }
}
