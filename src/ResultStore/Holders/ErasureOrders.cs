using Google.Protobuf;
using Microsoft.Extensions.Options;
using ResultStore.Access;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>Orders to erase, on record before anything is erased: one that broke off is seen, and finished by whoever
/// comes next. Until then it tells of whom, encrypted as results are; afterwards nobody can know.</summary>
internal sealed class ErasureOrders(
    ErasureOrderTable table, PersonalDataVault vault, IOptions<HolderOptions> options, TimeProvider clock)
{
    private const int MostListed = 1_000;

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private TimeSpan Lease => TimeSpan.FromSeconds(options.Value.ErasureLeaseSeconds);

    /// <summary>For who works on an order: others leave it alone a while longer with each row.</summary>
    public HeldOrder Hold(ErasureRow order) => new(order.Id, () => clock.GetUtcNow() + Lease);

    /// <summary>The same order for the same holder, where it broke off or another call carries it out now.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public async Task<ErasureRow?> FindUnfinishedAsync(
        HolderId holder, EraseHolderRequest request, CancellationToken ct) =>
        (await table.ListUnfinishedAsync(ct)).Find(row => HolderOf(row) == holder
            && ToldBy(row) is { } told
            && told.OrderReference == request.OrderReference.Trim()
            && told.LegalBasis == request.LegalBasis.Trim());

    /// <summary>Those that nobody has worked on for a while, the first first.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public async Task<IReadOnlyList<ErasureRow>> ListUnfinishedAsync(CancellationToken ct) =>
        [.. (await table.ListUnfinishedAsync(ct)).OrderBy(row => row.Id.ToBytes(), ByteOrder.Instance)];

    /// <summary>Whose data an unfinished order is about; null: its record cannot be read.</summary>
    public HolderId? HolderOf(ErasureRow order) =>
        ToldBy(order)?.Holder is { } told && HolderId.TryParse(told.Kind, told.Id, out var holder) ? holder : null;

    /// <exception cref="StorageUnavailableException">Not on record: nothing may be erased.</exception>
    public async Task<ErasureRow> BeginAsync(Caller caller, EraseHolderRequest request)
    {
        var (id, now) = (ResultId.New(clock), clock.GetUtcNow());
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
            At = now,
            ClientId = caller.Id,
            DataKeyVersion = vault.DataKeyVersion,
            Told = vault.Encrypt(told.ToByteArray(), id.ToBytes()),
            AskedAt = now,
            DueAt = now + Lease,
        };
        await table.AddAsync(row);
        return row;
    }

    /// <summary>Takes up an order that broke off.</summary>
    /// <param name="order">As it was read.</param>
    /// <param name="isAsked">Asked for again by hand: also what has come since is to go.</param>
    /// <returns>Null: another works on it, or it is finished.</returns>
    /// <exception cref="StorageUnavailableException"/>
    public Task<ErasureRow?> TakeAsync(ErasureRow order, bool isAsked)
    {
        var now = clock.GetUtcNow();
        return table.TakeAsync(order, isAsked && now > order.AskedAt ? now : order.AskedAt, now + Lease);
    }

    /// <summary>Forgets whom it was about; where rows could not be read, keeps it to look again.</summary>
    /// <exception cref="StorageUnavailableException">All is erased; that is put on record by whoever comes next.
    /// </exception>
    public async Task<ErasureRow> EndAsync(ErasureRow order, int damaged)
    {
        var now = clock.GetUtcNow();
        if (damaged > 0)
        {
            return await PutOffAsync(order, damaged);
        }

        var told = ToldBy(order)!;
        told.Holder = null;
        return await table.FinishAsync(
            order, vault.Encrypt(told.ToByteArray(), order.Id.ToBytes()), vault.DataKeyVersion, now);
    }

    /// <summary>Looked at again, less and less often.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public Task<ErasureRow> PutOffAsync(ErasureRow order, int damaged)
    {
        var pause = Lease * Math.Pow(2, Math.Min(order.Attempts, 12));
        return table.PutOffAsync(
            order, damaged, clock.GetUtcNow() + (pause < LongestPause ? pause : LongestPause));
    }

    /// <summary>The last first.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public async Task<IReadOnlyList<Erasure>> ListAsync(CancellationToken ct) =>
        [.. (await table.ListAsync(MostListed, ct)).Select(MessageOf)];

    /// <summary>Never of whom.</summary>
    public Erasure MessageOf(ErasureRow row)
    {
        // One whose text cannot be read is listed without it: it hides none of the others.
        var told = ToldBy(row) ?? new EraseHolderRequest();
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
            State = StateOf(row),
            Damaged = row.Damaged,
            Attempts = row.Attempts,
            NextAttemptAtUnixMs = row.FinishedAt is null ? row.DueAt.ToUnixTimeMilliseconds() : 0,
        };
    }

    private static ErasureState StateOf(ErasureRow row) => row switch
    {
        { FinishedAt: not null } => ErasureState.Done,
        { Damaged: > 0 } => ErasureState.Damaged,
        _ => ErasureState.Open,
    };

    private EraseHolderRequest? ToldBy(ErasureRow row)
    {
        try
        {
            return EraseHolderRequest.Parser.ParseFrom(vault.Decrypt(row.Told, row.Id.ToBytes()));
        }
        catch (Exception fault) when (PersonOnRecord.IsDamage(fault))
        {
            return null;
        }
    }
}
