using Google.Protobuf;
using ResultStore.Storage.PersonalData;
using ResultStore.Validation;

namespace ResultStore.Intake;

/// <summary>Tells whether a push is the same as an earlier one (frozen.md, 5). Digests are keyed: a plain hash of a
/// form with one unknown gives it away.</summary>
internal sealed class PushKeys(PersonalDataVault vault)
{
    public PushKey KeyOf(string systemId, ResultDraft draft, byte[] submittedSha256) => new(
        systemId,
        draft.Metadata.DossierCode,
        draft.Metadata.ResultNumber,
        submittedSha256,
        vault.Digest(draft.Metadata.ToByteArray()));

    /// <summary>32 bytes that stand for the first holder of a reservation.</summary>
    public byte[] HolderDigest(HolderId holder) => vault.DigestOf(holder);
}

/// <summary>What a push is known by, and what it carries.</summary>
internal sealed record PushKey(
    string SystemId,
    string DossierCode,
    string ResultNumber,
    byte[] SubmittedSha256,
    byte[] MetadataDigest)
{
    public bool HasSameDocument(byte[] sha256) => SubmittedSha256.AsSpan().SequenceEqual(sha256);

    public bool HasSameMetadata(byte[] digest) => MetadataDigest.AsSpan().SequenceEqual(digest);
}
