using Google.Protobuf;
using ResultStore.Access;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>Orders to erase, on record before anything is erased: one that broke off is seen, and finished by the same
/// again. Until then it tells of whom, encrypted as results are; afterwards nobody can know.</summary>
internal sealed class ErasureOrders(ErasureOrderTable table, PersonalDataVault vault, TimeProvider clock)
{
    private const int MostListed = 1_000;

    /// <summary>The same order for the same holder, where it broke off or another call carries it out now.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public async Task<ErasureRow?> FindUnfinishedAsync(
        HolderId holder, EraseHolderRequest request, CancellationToken ct) =>
        (await table.ListUnfinishedAsync(ct)).Find(row =>
        {
            var told = ToldBy(row);
            return HolderId.TryParse(told.Holder.Kind, told.Holder.Id, out var known) && known == holder
                && told.OrderReference == request.OrderReference.Trim()
                && told.LegalBasis == request.LegalBasis.Trim();
        });

    /// <exception cref="StorageUnavailableException">Not on record: nothing may be erased.</exception>
    public async Task<ErasureRow> BeginAsync(Caller caller, EraseHolderRequest request)
    {
        var id = ResultId.New(clock);
        var told = new EraseHolderRequest
        {
            Holder = request.Holder,
            OrderReference = request.OrderReference.Trim(),
            LegalBasis = request.LegalBasis.Trim(),
            Officer = request.Officer.Trim(),
        };
        var row = new ErasureRow
        {
            Id = id,
            At = clock.GetUtcNow(),
            ClientId = caller.Id,
            DataKeyVersion = vault.DataKeyVersion,
            Told = vault.Encrypt(told.ToByteArray(), id.ToBytes()),
        };
        await table.AddAsync(row);
        return row;
    }

    /// <summary>Forgets whom it was about.</summary>
    /// <exception cref="StorageUnavailableException">All is erased; the same again puts that on record.</exception>
    public async Task<Erasure> FinishAsync(ErasureRow order)
    {
        var told = ToldBy(order);
        told.Holder = null;
        return MessageOf(await table.FinishAsync(
            order.Id, vault.Encrypt(told.ToByteArray(), order.Id.ToBytes()), vault.DataKeyVersion, clock.GetUtcNow()));
    }

    /// <summary>The last first.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public async Task<IReadOnlyList<Erasure>> ListAsync(CancellationToken ct) =>
        [.. (await table.ListAsync(MostListed, ct)).Select(MessageOf)];

    private EraseHolderRequest ToldBy(ErasureRow row) =>
        EraseHolderRequest.Parser.ParseFrom(vault.Decrypt(row.Told, row.Id.ToBytes()));

    private Erasure MessageOf(ErasureRow row)
    {
        var told = ToldBy(row);
        return new Erasure
        {
            Id = row.Id.ToString(),
            AtUnixMs = row.At.ToUnixTimeMilliseconds(),
            ClientId = row.ClientId,
            Results = row.Results,
            Rows = row.Rows,
            OrderReference = told.OrderReference,
            LegalBasis = told.LegalBasis,
            Officer = told.Officer,
            FinishedAtUnixMs = row.FinishedAt?.ToUnixTimeMilliseconds() ?? 0,
        };
    }
}
