namespace ResultStore.Storage;

/// <summary>All that one push writes, in one transaction.</summary>
internal sealed record NewResult
{
    public required ResultRow Row { get; init; }

    /// <summary>32 bytes, keyed (HMAC): a plain hash of a form with one unknown gives it away.</summary>
    public required byte[] MetadataDigest { get; init; }

    /// <summary>At least one; the first one's bucket is the row's.</summary>
    public required IReadOnlyList<NewHolder> Holders { get; init; }

    public required byte[] Report { get; init; }

    public required byte[] Evidence { get; init; }

    /// <summary>New for each attempt, also of the same push: it tells an attempt from its repetition.</summary>
    public required NewEvent Event { get; init; }

    /// <summary>
    /// The code was reserved: row, code, id and status place are the reservation's, and it is used up here. The digest
    /// is what the reservation was made with, so that the holder is the same.
    /// </summary>
    public byte[]? ReservedForHolder { get; init; }

    /// <summary>Of the submitted file: they become nobody's result either.</summary>
    public IReadOnlyList<SignedBeginning> Beginnings { get; init; } = [];
}

/// <summary>What a signed file begins with, and could be handed in as a file of its own.</summary>
/// <param name="Sha256">32 bytes.</param>
/// <param name="IsWholePaper">Whether every signature of the file is in it: what follows are time-stamps and evidence.
/// </param>
/// <param name="IsName">Not the digest of such a file but the name of what a signature in it signed, which stays the
/// same when the signature is encoded otherwise.</param>
internal sealed record SignedBeginning(byte[] Sha256, bool IsWholePaper, bool IsName = false)
{
    public DocumentKind Kind => IsName && IsWholePaper ? DocumentKind.Signed : DocumentKind.SignedBeginning;
}

/// <summary>The bucket is this holder's; the blind index is an HMAC of its canonical id, 32 bytes.</summary>
internal sealed record NewHolder(short Bucket, int KeyVersion, byte[] BlindIndex);

/// <summary>Id is a UUIDv7, actor a client id, payload protobuf with nothing personal in it.</summary>
internal sealed record NewEvent(ResultId Id, EventKind Kind, DateTimeOffset At, string Actor, byte[] Payload);

internal enum EventKind : short
{
    Stored = 1,
    Corrected = 2,
    Amended = 3,
    Replaced = 4,
    Annulled = 5,
    Revoked = 6,
    Suspended = 7,
    Resumed = 8,
    Reinstated = 9,
    Disputed = 10,
    DisputeSettled = 11,

    /// <summary>What was to happen later will not.</summary>
    ChangeCancelled = 12,

    /// <summary>Its time came, but it could not be made any more.</summary>
    ChangeLapsed = 13,

    /// <summary>About no single result; for administrators.</summary>
    Alert = 100,
}
