using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ResultStore.Holders;
using ResultStore.Storage;
using ResultStore.Tests.Storage;

namespace ResultStore.Tests.Holders;

/// <summary>What is kept for a term only, on either engine.</summary>
public abstract class TermsContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private TestStore _store = null!;

    public async Task InitializeAsync() => _store = (TestStore)await newStore();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [EngineFact]
    public async Task Officers_go_after_their_term_and_the_rest_of_the_row_stays()
    {
        var log = new AccessTable(_store.Database);
        var result = ResultId.New(TimeProvider.System);
        await log.AppendAsync(Read(result, Now.AddDays(-401)), Read(result, Now.AddDays(-399)));

        var first = await RunAsync(Now);
        var again = await RunAsync(Now);

        Assert.Equal((1, 0), (first, again));
        var rows = await log.ListAsync(17, result, 10, default);
        Assert.Equal(["nva", ""], rows.Select(row => row.Officer));
        Assert.Equal(("", "", "H17.15", "GetResult"),
            (rows[1].Address, rows[1].Session, rows[1].AgencyCode, rows[1].Operation));
        Assert.Equal(1, await RunAsync(Now.AddDays(2)));
    }

    [EngineFact]
    public async Task Links_and_presentations_go_some_time_after_their_end()
    {
        var links = new ShareLinkTable(_store.Database);
        var result = ResultId.New(TimeProvider.System);
        foreach (var days in (int[])[-31, -29])
        {
            await links.AddAsync(new ShareLinkRow
            {
                SecretSha256 = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32),
                Id = ResultId.New(TimeProvider.System),
                ResultBucket = 17,
                Result = result,
                Shows = 1,
                CreatedAt = Now.AddDays(-40),
                ExpiresAt = Now.AddDays(days),
                MostUses = 1,
                ClientId = "portal",
            });
            await new PresentationTable(_store.Database).AddAsync(new PresentationRow(
                17, System.Security.Cryptography.RandomNumberGenerator.GetBytes(8), result, Now.AddDays(days),
                Now.AddDays(days), "portal"));
        }

        Assert.Equal(2, await RunAsync(Now));
        Assert.Single(await links.ListAsync(17, result, 10, default));
        Assert.Single(await new PresentationTable(_store.Database).ListAsync(17, result, 10, default));
    }

    [EngineFact]
    public async Task A_backlog_is_worked_off_in_bounded_bites()
    {
        var log = new AccessTable(_store.Database);
        var table = new TermTable(_store.Database);
        var result = ResultId.New(TimeProvider.System);
        var first = Now.AddDays(-500);
        await log.AppendAsync(
            [.. Enumerable.Range(0, 5).Select(hour => Read(result, first.AddHours(hour)))]);

        Assert.Equal(first.AddHours(2), await table.StretchAsync(first, Now, 2, default));
        Assert.Equal(Now, await table.StretchAsync(first.AddHours(3), Now, 2, default));
        Assert.Equal(first.AddMilliseconds(1), await table.StretchAsync(first, Now, 0, default));

        for (var number = 0; number < 3; number++)
        {
            await new PresentationTable(_store.Database).AddAsync(new PresentationRow(
                17, System.Security.Cryptography.RandomNumberGenerator.GetBytes(8), result, first, first, "portal"));
        }

        Assert.Equal(2, await table.EndPresentationsAsync(Now, 2));
        Assert.Equal(1, await table.EndPresentationsAsync(Now, 2));
        Assert.Equal(5, await RunAsync(Now));
    }

    [EngineFact]
    public async Task Reservations_go_some_time_after_they_ran_out_and_their_key_is_free()
    {
        var reservations = new ReservationTable(_store.Database);
        var (over, open) = (Reservation(Now.AddDays(-31)), Reservation(Now.AddDays(-29)));
        await reservations.AddAsync(over);
        await reservations.AddAsync(open);

        Assert.Equal(2, await RunAsync(Now)); // the row and its key
        Assert.Null(await reservations.FindAsync(over.Bucket, over.Code, default));
        Assert.NotNull(await reservations.FindAsync(open.Bucket, open.Code, default));
        var again = Reservation(Now.AddDays(30)) with { ResultNumber = over.ResultNumber };
        Assert.IsType<ReserveOutcome.Reserved>(await reservations.AddAsync(again));
    }

    private static ReservationRow Reservation(DateTimeOffset expiresAt)
    {
        var code = System.Security.Cryptography.RandomNumberGenerator.GetBytes(10);
        return new ReservationRow
        {
            Bucket = 17,
            Code = code,
            ResultId = ResultId.New(TimeProvider.System),
            SystemId = "motcua-danang",
            AgencyCode = "000.00.15.H17",
            ProcedureCode = "1.004194",
            DossierCode = "000.00.15.H17-260314-0001",
            ResultNumber = Convert.ToHexString(code),
            StatusList = 1,
            StatusIndex = BitConverter.ToUInt16(code, 0),
            CreatedAt = expiresAt.AddDays(-30),
            ExpiresAt = expiresAt,
            DataKeyVersion = 1,
            HolderDigest = new byte[32],
            MetadataDigest = new byte[32],
            Token = [1],
            Metadata = [],
            HolderCipher = [1],
        };
    }

    private static AccessRow Read(ResultId result, DateTimeOffset at) => new()
    {
        Bucket = 17,
        Id = new ResultId(Guid.CreateVersion7(at)),
        Result = result,
        At = at,
        ClientId = "agency",
        AgencyCode = "H17.15",
        Officer = "nva",
        Operation = "GetResult",
        Outcome = "OK",
        Address = "192.0.2.7",
        Session = "level 2",
    };

    private async Task<int> RunAsync(DateTimeOffset now)
    {
        using var terms = new Terms(
            new TermTable(_store.Database),
            new FactTable(_store.Database),
            Options.Create(new HolderOptions
            {
                OfficerKeepDays = 400,
                ShareLinkKeepDays = 30,
                PresentationKeepDays = 30,
            }),
            new Fixed(now),
            NullLogger<Terms>.Instance);
        return await terms.RunOnceAsync(default);
    }

    private sealed class Fixed(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

public sealed class SqliteTermsTests() : TermsContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresTermsTests() : TermsContract(async () => await TestStore.OnPostgresAsync());
