using Proof.Pades;
using Proof.Qr;
using ResultStore.Storage;
using ResultStore.V1;
using ResultStore.Validation.Anchors;
using SealLevel = ResultStore.Storage.SealLevel;

namespace ResultStore.Sealing;

/// <summary>What the seal is to say.</summary>
/// <param name="Code">The result's code.</param>
/// <param name="Slot">Its place in the status lists.</param>
/// <param name="IssuedAt">When the code was issued.</param>
/// <param name="Metadata">What the QR and a verification sheet show of it.</param>
/// <param name="Submitted">The file as submitted.</param>
/// <param name="Anchors">By whose anchors the file was judged: the seal's time-stamp is, too.</param>
/// <param name="ReservedToken">The token of a reserved code, whose QR the document shows already; else null.</param>
internal sealed record SealOrder(
    ResultCode Code,
    StatusSlot Slot,
    DateTimeOffset IssuedAt,
    ResultMetadata Metadata,
    Spool Submitted,
    TrustSnapshot Anchors,
    byte[]? ReservedToken);

/// <summary>A sealed file, ready to be stored.</summary>
/// <param name="File">In parts; the submitted file is one of them.</param>
/// <param name="Form">How it was made.</param>
/// <param name="Token">The signed token in its QR.</param>
/// <param name="Level">What it has.</param>
/// <param name="Target">What is to be reached later; unknown: nothing is pending.</param>
/// <param name="RaiseBy">By when.</param>
internal sealed record SealedResult(
    SealedFile File, Storage.SealForm Form, byte[] Token, SealLevel Level, SealLevel Target, DateTimeOffset? RaiseBy);
