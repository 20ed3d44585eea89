using Google.Protobuf;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Lifecycle;

/// <summary>Reason, legal basis and officer of a change: free texts may name people, so they are encrypted at rest.
/// </summary>
internal static class ToldText
{
    public static byte[] Hide(PersonalDataVault vault, Change change, ResultId result) => vault.Encrypt(
        new HistoryEntry
        {
            Reason = change.Reason.Trim(),
            LegalBasis = change.LegalBasis.Trim(),
            Officer = change.Officer.Trim(),
        }.ToByteArray(),
        result.ToBytes());

    public static HistoryEntry Show(PersonalDataVault vault, ChangeRow row) =>
        HistoryEntry.Parser.ParseFrom(vault.Decrypt(row.Told, row.Result.ToBytes()));
}
