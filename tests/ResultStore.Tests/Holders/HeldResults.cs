using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Holders;

/// <summary>Results with a holder who can be found and read.</summary>
internal static class HeldResults
{
    /// <param name="store">Into which.</param>
    /// <param name="vault">Its newest keys are used.</param>
    /// <param name="codes">Says the bucket.</param>
    /// <param name="holder">A person.</param>
    /// <param name="cipher">Null: the holder's.</param>
    /// <param name="others">Further persons, not found by it.</param>
    public static async Task<ResultRow> AddAsync(
        TestStore store,
        PersonalDataVault vault,
        CodeIssuer codes,
        HolderId holder,
        byte[]? cipher = null,
        params HolderId[] others)
    {
        var sample = Samples.Result();
        var bucket = codes.BucketOf(holder);
        var metadata = new ResultMetadata { ResultName = "Giấy khai sinh" };
        metadata.Holders.Add(others.Prepend(holder).Select(one => new Holder
        {
            Kind = HolderKind.Person,
            Id = one.Canonical["person:".Length..],
            Name = "Nguyễn Văn An",
        }));
        var id = ResultId.New(TimeProvider.System);
        var hidden = new MetadataVault(vault).Hide(metadata, id);
        var row = sample.Row with
        {
            Bucket = bucket,
            Id = id,
            Code = codes.Issue(bucket).ToBytes(),
            DataKeyVersion = hidden.KeyVersion,
            Metadata = hidden.Clear,
            HolderCipher = cipher ?? hidden.Cipher,
        };
        var key = new HolderKeys(codes, vault, new HolderLinkTable(store.Database)).Newest(holder);
        Assert.IsType<AddOutcome.Stored>(await store.Results.AddAsync(sample with
        {
            Row = row,
            Holders = [new NewHolder(bucket, key.KeyVersion, key.BlindIndex)],
        }));
        return row;
    }
}
