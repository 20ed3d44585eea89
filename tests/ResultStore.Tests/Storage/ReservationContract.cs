using System.Security.Cryptography;
using ResultStore.Storage;

namespace ResultStore.Tests.Storage;

/// <summary>What either engine must do for reserved codes.</summary>
public abstract class ReservationContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private TestStore _store = null!;

    private ReservationTable Reservations => new(_store.Database);

    public async Task InitializeAsync() => _store = (TestStore)await newStore();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [EngineFact]
    public async Task Keeps_every_column_of_a_reservation()
    {
        var row = Reservation(Samples.Result());

        Assert.IsType<ReserveOutcome.Reserved>(await Reservations.AddAsync(row));

        Assert.Equivalent(row, await Reservations.FindAsync(row.Bucket, row.Code, default), strict: true);
        Assert.Null(await Reservations.FindAsync(row.Bucket, new byte[10], default));
    }

    [EngineFact]
    public async Task Answers_the_same_reservation_with_the_first_code()
    {
        var first = Reservation(Samples.Result());
        await Reservations.AddAsync(first);

        var again = await Reservations.AddAsync(Again(first));
        var other = await Reservations.AddAsync(Again(first) with { MetadataDigest = new byte[32] });

        Assert.Equal(first.Code, Assert.IsType<ReserveOutcome.FirstAnswerAgain>(again).First.Code);
        Assert.Equal(first.Code, Assert.IsType<ReserveOutcome.MetadataDiffers>(other).First.Code);
    }

    [EngineFact]
    public async Task Reserves_anew_once_the_first_code_has_expired()
    {
        var first = Reservation(Samples.Result());
        await Reservations.AddAsync(first);
        var later = Again(first) with { CreatedAt = first.ExpiresAt, ExpiresAt = first.ExpiresAt.AddDays(30) };

        Assert.IsType<ReserveOutcome.Reserved>(await Reservations.AddAsync(later));
        var again = await Reservations.AddAsync(Again(later));

        Assert.Equal(later.Code, Assert.IsType<ReserveOutcome.FirstAnswerAgain>(again).First.Code);
    }

    [EngineFact]
    public async Task Asks_for_another_place_or_code_when_one_is_taken_and_keeps_nothing()
    {
        var first = Reservation(Samples.Result());
        await Reservations.AddAsync(first);
        var second = Reservation(Samples.Result());

        Assert.IsType<ReserveOutcome.StatusSlotTaken>(
            await Reservations.AddAsync(second with { StatusIndex = first.StatusIndex }));
        Assert.IsType<ReserveOutcome.CodeCollision>(
            await Reservations.AddAsync(second with { Bucket = first.Bucket, Code = first.Code }));

        Assert.IsType<ReserveOutcome.Reserved>(await Reservations.AddAsync(second));
    }

    [EngineFact]
    public async Task Stores_one_result_under_a_reserved_code()
    {
        var (reservation, result) = await ReservedAsync();

        var stored = await _store.Results.AddAsync(result);
        var same = await _store.Results.AddAsync(result with { Event = Samples.Stored() });

        Assert.IsType<AddOutcome.Stored>(stored);
        Assert.IsType<AddOutcome.FirstAnswerAgain>(same);
        var used = await Reservations.FindAsync(reservation.Bucket, reservation.Code, default);
        Assert.Equal(result.Row.CreatedAt, used!.UsedAt);
    }

    [EngineFact]
    public async Task Uses_a_reserved_code_once()
    {
        var (_, result) = await ReservedAsync();
        var another = Samples.Result();
        var second = result with
        {
            Row = result.Row with
            {
                ResultNumber = another.Row.ResultNumber,
                SubmittedSha256 = another.Row.SubmittedSha256,
                SealedSha256 = another.Row.SealedSha256,
            },
            Event = Samples.Stored(),
        };

        var outcomes = await Task.WhenAll(_store.Results.AddAsync(result), _store.Results.AddAsync(second));

        Assert.Single(outcomes, outcome => outcome is AddOutcome.Stored);
        Assert.Equal(ReservationFault.Used, Assert.Single(outcomes.OfType<AddOutcome.ReservationUnusable>()).Reason);
        var winner = outcomes[0] is AddOutcome.Stored ? result : second;
        Assert.NotNull(await _store.Results.FindByDocumentAsync(winner.Row.SubmittedSha256, default));
    }

    [EngineFact]
    public async Task Says_why_a_reserved_code_cannot_be_used()
    {
        var (reservation, result) = await ReservedAsync();

        Assert.Equal(ReservationFault.Unknown,
            await FaultAsync(result with { Row = result.Row with { Code = new byte[10] } }));
        Assert.Equal(ReservationFault.OtherSystem,
            await FaultAsync(result with { Row = result.Row with { SystemId = "x" } }));
        Assert.Equal(ReservationFault.OtherHolder, await FaultAsync(result with { ReservedForHolder = new byte[32] }));
        Assert.Equal(ReservationFault.OtherProcedure,
            await FaultAsync(result with { Row = result.Row with { ProcedureCode = "1.000001" } }));
        Assert.Equal(ReservationFault.Expired,
            await FaultAsync(result with { Row = result.Row with { CreatedAt = reservation.ExpiresAt } }));

        Assert.IsType<AddOutcome.Stored>(await _store.Results.AddAsync(result));
    }

    [EngineFact]
    public async Task Gives_a_reserved_code_back_when_the_document_is_stored_already()
    {
        var first = Samples.Result();
        await _store.Results.AddAsync(first);
        var (_, result) = await ReservedAsync();

        var refused = await _store.Results.AddAsync(
            result with { Row = result.Row with { SubmittedSha256 = first.Row.SubmittedSha256 } });

        Assert.IsType<AddOutcome.DocumentAlreadyStored>(refused);
        Assert.IsType<AddOutcome.Stored>(await _store.Results.AddAsync(result));
    }

    private async Task<ReservationFault> FaultAsync(NewResult result) =>
        Assert.IsType<AddOutcome.ReservationUnusable>(await _store.Results.AddAsync(result)).Reason;

    private async Task<(ReservationRow, NewResult)> ReservedAsync()
    {
        var result = Samples.Result();
        var row = Reservation(result);
        Assert.IsType<ReserveOutcome.Reserved>(await Reservations.AddAsync(row));
        return (row, result with { ReservedForHolder = row.HolderDigest });
    }

    private static ReservationRow Again(ReservationRow first) => first with
    {
        Code = RandomNumberGenerator.GetBytes(10),
        ResultId = ResultId.New(TimeProvider.System),
        StatusIndex = RandomNumberGenerator.GetInt32(1 << 20),
    };

    private static ReservationRow Reservation(NewResult result) => new()
    {
        Bucket = result.Row.Bucket,
        Code = result.Row.Code,
        ResultId = result.Row.Id,
        SystemId = result.Row.SystemId,
        AgencyCode = result.Row.AgencyCode,
        ProcedureCode = result.Row.ProcedureCode,
        DossierCode = result.Row.DossierCode,
        ResultNumber = result.Row.ResultNumber,
        StatusList = result.Row.StatusList,
        StatusIndex = result.Row.StatusIndex,
        CreatedAt = Samples.Now.AddDays(-1),
        ExpiresAt = Samples.Now.AddDays(29),
        DataKeyVersion = 5,
        HolderDigest = RandomNumberGenerator.GetBytes(32),
        MetadataDigest = RandomNumberGenerator.GetBytes(32),
        Token = RandomNumberGenerator.GetBytes(140),
        Metadata = RandomNumberGenerator.GetBytes(200),
        HolderCipher = RandomNumberGenerator.GetBytes(100),
    };
}

public sealed class SqliteReservationTests() : ReservationContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresReservationTests() : ReservationContract(async () => await TestStore.OnPostgresAsync());
