namespace ResultStore.Storage;

/// <summary>A result as its row has it. Hashes are SHA-256, 32 bytes; codes are 10 bytes; lengths are bytes.</summary>
internal sealed record ResultRow
{
    /// <summary>Of the first holder, 0..4095.</summary>
    public required short Bucket { get; init; }

    public required ResultId Id { get; init; }

    public required byte[] Code { get; init; }

    public required string SystemId { get; init; }

    public required string AgencyCode { get; init; }

    public required string ProcedureCode { get; init; }

    public required string ResultTypeCode { get; init; }

    public required string ResultNumber { get; init; }

    public required string DossierCode { get; init; }

    public required DateOnly IssuedOn { get; init; }

    /// <summary>Last day of validity; null: no end.</summary>
    public DateOnly? ValidUntil { get; init; }

    public required ValueClass ValueClass { get; init; }

    public ResultStatus Status { get; init; } = ResultStatus.Valid;

    public required DateTimeOffset StatusAt { get; init; }

    public int Version { get; init; } = 1;

    public required int StatusList { get; init; }

    public required int StatusIndex { get; init; }

    public required byte[] SubmittedSha256 { get; init; }

    public required long SubmittedLength { get; init; }

    public required byte[] SealedSha256 { get; init; }

    public required long SealedLength { get; init; }

    public required SealForm SealForm { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Of the key that encrypted <see cref="HolderCipher"/>.</summary>
    public required int DataKeyVersion { get; init; }

    /// <summary>The QR token, as in the QR.</summary>
    public required byte[] Token { get; init; }

    /// <summary>Protobuf; nothing personal in it.</summary>
    public required byte[] Metadata { get; init; }

    /// <summary>Everything personal, encrypted by the caller.</summary>
    public required byte[] HolderCipher { get; init; }

    /// <summary>The result that stands in its place, once it is replaced.</summary>
    public byte[]? SuccessorCode { get; init; }

    /// <summary>The result whose place it took.</summary>
    public byte[]? PredecessorCode { get; init; }

    /// <summary>Since when a dispute is open.</summary>
    public DateTimeOffset? DisputedAt { get; init; }

    /// <summary>What the sealed file has.</summary>
    public SealLevel SealLevel { get; init; }

    /// <summary>What it is to reach; <see cref="SealLevel.Unknown"/>: nothing is pending.</summary>
    public SealLevel SealTarget { get; init; }

    /// <summary>By when it is to reach that.</summary>
    public DateTimeOffset? RaiseBy { get; init; }

    /// <summary>Accepted by the sender's policy though nothing proves when it was signed. Never changes.</summary>
    public bool SigningTimeUnproved { get; init; }

    /// <summary>What is to be done to the sealed file; null: nothing.</summary>
    public SealTask? SealTask => SealTarget > SealLevel
        ? new SealTask(Bucket, Id, Storage.SealTask.Own, SealedSha256, SealLevel, SealTarget, CreatedAt,
            RaiseBy ?? CreatedAt)
        : null;
}

/// <summary>How much evidence a seal carries (ETSI EN 319 142-1, 6).</summary>
internal enum SealLevel : short
{
    /// <summary>Sealed before levels were kept.</summary>
    Unknown = 0,

    /// <summary>B-B: the signature alone.</summary>
    Basic = 1,

    /// <summary>B-T: with a time-stamp.</summary>
    Timed = 2,

    /// <summary>B-LT: with what its verdict rests on.</summary>
    LongTerm = 3,

    /// <summary>B-LTA: with an archive time-stamp over all of it.</summary>
    Archived = 4,
}

/// <summary>Giá trị pháp lý.</summary>
internal enum ValueClass : short
{
    ElectronicOriginal = 1,
    CertifiedCopy = 2,
    Converted = 3,
    Unverified = 4,
}

/// <summary>Set by events. Expiry is not among them: it follows from the date.</summary>
internal enum ResultStatus : short
{
    Valid = 1,
    Suspended = 2,
    Revoked = 3,
    Annulled = 4,
    Replaced = 5,
}

internal enum SealForm : short
{
    /// <summary>A revision of the submitted file with a new visible field.</summary>
    Revision = 1,

    /// <summary>A revision that filled an empty signature field.</summary>
    ExistingField = 2,

    /// <summary>A sheet of its own with the submitted file attached; why was not kept yet.</summary>
    VerificationSheet = 3,

    /// <summary>A revision without a picture: the QR was in the document already.</summary>
    ReservedCode = 4,

    /// <summary>A sheet, as certification or lock forbids every change.</summary>
    SheetAsUnchangeable = 5,

    /// <summary>A sheet, as only an empty signature field may be signed and none fits.</summary>
    SheetForLackOfField = 6,

    /// <summary>A sheet, as no place for the QR is free.</summary>
    SheetForLackOfPlace = 7,
}

internal static class SealForms
{
    extension(SealForm form)
    {
        /// <summary>Whether the sealed file is a verification sheet (frozen.md, 4).</summary>
        public bool IsSheet => form is SealForm.VerificationSheet or SealForm.SheetAsUnchangeable
            or SealForm.SheetForLackOfField or SealForm.SheetForLackOfPlace;
    }
}

internal enum DocumentKind : short
{
    Submitted = 1,
    Sealed = 2,

    /// <summary>No file: what a submitted one begins with.</summary>
    SignedBeginning = 3,

    /// <summary>No file: the name of what the last signature of a submitted one signed.</summary>
    Signed = 4,
}
