using Google.Protobuf;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Lifecycle;

/// <summary>Reason, legal basis and officer of a change: free texts may name people, so they are encrypted at rest.
/// </summary>
internal static class ToldText
{
    public static byte[] Hide(
        PersonalDataVault vault, Change change, ResultId result, IEnumerable<ChangedField>? changed = null)
    {
        var told = new HistoryEntry
        {
            Reason = change.Reason.Trim(),
            LegalBasis = change.LegalBasis.Trim(),
            Officer = change.Officer.Trim(),
            CancelledDecisionNumber = change.CancelsDecisionNumber.Trim(),
        };
        told.ChangedFields.Add(changed ?? []);
        if (change.Metadata is { } metadata)
        {
            told.DecisionSha256 = DigestOf(vault, metadata);
        }

        return Hide(vault, result, told);
    }

    /// <summary>Whether a change was to bring other metadata than these. Not known, hence no, of one that was erased or
    /// is older than the digest.</summary>
    public static bool HadOther(PersonalDataVault vault, ChangeRow row, ResultMetadata? sent) =>
        Show(vault, row).DecisionSha256 is { IsEmpty: false } kept
        && (sent is null || kept != DigestOf(vault, sent));

    public static byte[] Hide(PersonalDataVault vault, ResultId result, HistoryEntry told) =>
        vault.Encrypt(told.ToByteArray(), result.ToBytes());

    /// <summary>The same in other bytes.</summary>
    public static byte[] HideAgain(PersonalDataVault vault, ChangeRow row) =>
        vault.Encrypt(vault.Decrypt(row.Told, row.Result.ToBytes()), row.Result.ToBytes());

    public static HistoryEntry Show(PersonalDataVault vault, ChangeRow row) =>
        HistoryEntry.Parser.ParseFrom(vault.Decrypt(row.Told, row.Result.ToBytes()));

    /// <summary>Tells same from other without saying what. It stands where a history has the decision's digest, which a
    /// change has in its row.</summary>
    private static ByteString DigestOf(PersonalDataVault vault, ResultMetadata metadata) =>
        ByteString.CopyFrom(vault.Digest(MetadataCheck.Canonical(metadata).ToByteArray()));
}
