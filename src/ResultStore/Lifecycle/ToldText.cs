using Google.Protobuf;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

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
        return Hide(vault, result, told);
    }

    public static byte[] Hide(PersonalDataVault vault, ResultId result, HistoryEntry told) =>
        vault.Encrypt(told.ToByteArray(), result.ToBytes());

    /// <summary>The same in other bytes.</summary>
    public static byte[] HideAgain(PersonalDataVault vault, ChangeRow row) =>
        vault.Encrypt(vault.Decrypt(row.Told, row.Result.ToBytes()), row.Result.ToBytes());

    public static HistoryEntry Show(PersonalDataVault vault, ChangeRow row) =>
        HistoryEntry.Parser.ParseFrom(vault.Decrypt(row.Told, row.Result.ToBytes()));
}
