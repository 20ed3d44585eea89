using ResultStore.Access;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Validation;

/// <summary>Metadata in which every field is well formed and none contradicts another. Only
/// <see cref="MetadataCheck"/> makes one.</summary>
internal sealed class ResultDraft
{
    internal ResultDraft(ResultMetadata metadata, AgencyCode agency, IReadOnlyList<HolderId> holders)
    {
        Metadata = metadata;
        Agency = agency;
        Holders = holders;
    }

    /// <summary>As sent, with white space trimmed, codes canonical and attributes in order.</summary>
    public ResultMetadata Metadata { get; }

    public AgencyCode Agency { get; }

    /// <summary>At least one; the first decides the bucket.</summary>
    public IReadOnlyList<HolderId> Holders { get; }
}
