using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>Who stands behind a portal's call, and how the portal knows. Only <see cref="Sessions"/> makes
/// one.</summary>
/// <param name="Id">Whose results are meant: the person's own, or those of the organisation they act for.</param>
/// <param name="Session">For the record; no id and no name in it.</param>
internal sealed record OwnHolder(HolderId Id, string Session);

/// <summary>Checks what a portal says of the holder it acts for.</summary>
internal sealed partial class Sessions(IOptions<HolderOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>For reading one's own.</summary>
    public SessionOutcome ToRead(HolderSession? session) => Check(session, options.Value.LevelToRead);

    /// <summary>For showing or sharing it.</summary>
    public SessionOutcome ToShow(HolderSession? session) => Check(session, options.Value.LevelToShow);

    private SessionOutcome Check(HolderSession? sent, int leastLevel)
    {
        var session = sent ?? new HolderSession();
        var faults = new List<FieldFault>();
        if (!HolderId.TryParse(session.Kind, session.Id.Trim(), out var holder) || holder.IsOfOneSystem)
        {
            // A reference that each system gives out as it likes is nobody whom a portal could have authenticated.
            Add("session.id", session.Id.Length == 0 ? FieldReason.Missing : FieldReason.Malformed,
                "Cần loại và số giấy tờ đúng định dạng của chủ hồ sơ.", "The holder's kind and a well-formed id.");
        }

        if (!IsReference(session.SessionReference, session.Id))
        {
            Add("session.session_reference", FieldReason.Malformed,
                "Cần mã phiên của cổng, 1-100 ký tự A-Z a-z 0-9 . _ : / -, không chứa số giấy tờ.",
                "The portal's session, 1-100 of A-Z a-z 0-9 . _ : / -, without the holder's id.");
        }

        if (!Enum.IsDefined(session.Level) || session.Level == AuthenticationLevel.Unspecified)
        {
            Add("session.level", FieldReason.Missing, "Cần mức xác thực.", "The level of authentication is missing.");
        }

        var represented = session.Represented;
        if (represented is not null)
        {
            var isOrganisation = HolderId.TryParse(
                HolderKind.Organisation, represented.TaxCode.Trim(), out var organisation);
            holder = isOrganisation ? organisation : holder;
            if (!isOrganisation)
            {
                Add("session.represented.tax_code", FieldReason.Malformed,
                    "Mã số thuế không đúng định dạng.", "The tax code is malformed.");
            }

            if (!Enum.IsDefined(represented.Capacity)
                || represented.Capacity == RepresentationCapacity.Unspecified)
            {
                Add("session.represented.capacity", FieldReason.Missing,
                    "Cần tư cách đại diện.", "Say in what capacity the person acts.");
            }

            if (!IsReference(represented.EvidenceReference, session.Id))
            {
                Add("session.represented.evidence_reference", FieldReason.Malformed,
                    "Cần số giấy tờ chứng minh quyền đại diện, 1-100 ký tự A-Z a-z 0-9 . _ : / -.",
                    "What proves the representation, 1-100 of A-Z a-z 0-9 . _ : / -.");
            }
        }

        if (faults.Count > 0)
        {
            return new SessionOutcome.FieldsInvalid(faults);
        }

        var age = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(
            Math.Clamp(session.AuthenticatedAtUnixMs, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
        SessionFault? fault = age > TimeSpan.FromMinutes(options.Value.SessionMinutes) ? SessionFault.TooOld
            : age < -ClockTolerance ? SessionFault.InTheFuture
            : (int)session.Level < leastLevel ? SessionFault.LevelTooLow
            : null;
        return fault is { } wrong
            ? new SessionOutcome.TooWeak(wrong, leastLevel)
            : new SessionOutcome.Known(new OwnHolder(holder, TextOf(session)));

        void Add(string path, FieldReason reason, string vietnamese, string english) => faults.Add(
            new FieldFault { Path = path, Reason = reason, SentenceVi = vietnamese, SentenceEn = english });
    }

    private static string TextOf(HolderSession session)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(session.AuthenticatedAtUnixMs);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"level {(int)session.Level} at {at:yyyy-MM-dd'T'HH:mm:ss'Z'} session {session.SessionReference}");
        return session.Represented is { } represented
            ? $"{text} for an organisation as {represented.Capacity} by {represented.EvidenceReference}"
            : text;
    }

    /// <summary>It stands in the access log in clear, so it must not give the holder away.</summary>
    private static bool IsReference(string text, string holderId) =>
        Reference.IsMatch(text)
        && (holderId.Trim().Length == 0 || !text.Contains(holderId.Trim(), StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(
        @"\A[A-Za-z0-9._:/-]{1,100}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 50)]
    private static partial Regex Reference { get; }
}

/// <summary>Why an authentication does not carry what is asked for.</summary>
internal enum SessionFault
{
    TooOld,
    InTheFuture,
    LevelTooLow,
}

/// <summary>Every way the check of a session can end.</summary>
internal abstract record SessionOutcome
{
    private SessionOutcome()
    {
    }

    public sealed record Known(OwnHolder Holder) : SessionOutcome;

    public sealed record TooWeak(SessionFault Fault, int LeastLevel) : SessionOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : SessionOutcome;
}
