using ResultStore.Access;
using ResultStore.Reuse;
using ResultStore.Storage;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Reuse;

/// <summary>Results that dossiers rely on, or declined, on either engine.</summary>
public abstract class RelianceContract(Func<Task<object>> newStore) : ReuseContract(newStore)
{
    [EngineFact]
    public async Task A_use_is_recorded_once_and_listed_to_the_issuer_only()
    {
        var row = await Store.AddAsync(Type, persons: An);
        var request = Use(row);

        var first = Assert.IsType<RelyOutcome.Used>(
            await Store.UseAsync(request));
        var again = Assert.IsType<RelyOutcome.Used>(
            await Store.UseAsync(request));
        var listed = await ListAsync(row, ReuseStore.Agency);
        var stranger = await ListAsync(
            row, new Caller("khac", [ClientRole.Agency], ["H48"], 0, false), "000.00.15.H48-260314-0001");

        Assert.Equal((ReuseState.Covered, false, true), (first.Decision.State, first.Repeated, again.Repeated));
        Assert.Equal(first.Recorded, again.Recorded);
        var reliance = Assert.Single(Assert.IsType<RelianceOutcome.Listed>(listed).Response.Reliances);
        Assert.Equal(
            ("H17.15", "TP01", QualityFault.Unspecified, "hồ sơ của ông A"),
            (reliance.AgencyCode, reliance.ComponentCode, reliance.DeclinedFor, reliance.Note));
        Assert.IsType<RelianceOutcome.NotAllowed>(stranger);
    }

    [EngineFact]
    public async Task What_no_rule_lets_stand_is_not_handed_out()
    {
        var otherKind = await Store.AddAsync("KQ.H17.000009", persons: An);
        var strangers = await Store.AddAsync(Type, persons: Binh);

        var byKind = Assert.IsType<RelyOutcome.NotCovered>(
            await Store.UseAsync(Use(otherKind)));
        var byHolder = Assert.IsType<RelyOutcome.NotCovered>(
            await Store.UseAsync(Use(strangers)));
        var (sentence, _) = ReuseSentences.Of(byHolder.Decision);

        Assert.Equal(ReuseReason.NoResult, byKind.Decision.Reason);
        Assert.Equal(ReuseReason.OtherHolder, byHolder.Decision.Reason);
        Assert.DoesNotContain(strangers.ResultNumber, sentence, StringComparison.Ordinal);
        foreach (var row in new[] { otherKind, strangers })
        {
            Assert.Empty(await Store.Reliances.ListAsync(row.Bucket, row.Id, null, 10, default));
            var read = Assert.Single(await Store.Access.ListAsync(row.Bucket, row.Id, 10, default));
            Assert.Equal(("REUSE_NOT_COVERED", ""), (read.Outcome, read.Items));
        }
    }

    [EngineFact]
    public async Task What_the_catalogue_lacks_is_the_officers_judgement_for_the_dossiers_own_holders_only()
    {
        var own = Use(await Store.AddAsync(Type, persons: An));
        var strangers = Use(await Store.AddAsync(Type, persons: Binh));
        var component = own.Clone();
        (own.ProcedureCode, strangers.ProcedureCode, component.ComponentCode) = ("9.999999", "9.999999", "TP77");

        var used = Assert.IsType<RelyOutcome.Used>(
            await Store.UseAsync(own));
        var refused = await Store.UseAsync(strangers);
        var unknown = await Store.UseAsync(component);

        Assert.Equal(
            (ReuseState.Unknown, ReuseReason.ProcedureNotInCatalogue), (used.Decision.State, used.Decision.Reason));
        Assert.Equal(
            ReuseReason.OtherHolder, Assert.IsType<RelyOutcome.NotCovered>(refused).Decision.Reason);
        Assert.Equal("component_code", Assert.Single(Assert.IsType<RelyOutcome.FieldsInvalid>(unknown).Faults).Path);
    }

    [EngineFact]
    public async Task Declining_takes_a_use_back_and_using_again_brings_it_back()
    {
        var row = await Store.AddAsync(Type, persons: An);
        var decline = Decline(row);
        decline.Fault = QualityFault.OtherKind;

        for (var round = 0; round < 2; round++)
        {
            Assert.IsType<RelyOutcome.Used>(
                await Store.UseAsync(Use(row)));
            Assert.Single(await ReliersAsync(row));
            await Task.Delay(5);
            Assert.IsType<RelyOutcome.Declined>(
                await Store.Relying.DeclineAsync(ReuseStore.Agency, decline, default));
            Assert.Empty(await ReliersAsync(row));
            await Task.Delay(5);
        }

        Assert.Equal(2, (await Store.Reliances.ListAsync(row.Bucket, row.Id, null, 10, default)).Count);
    }

    [EngineFact]
    public async Task Nobody_can_rely_on_what_is_not_in_force()
    {
        var today = StatusRules.DayOf(TimeProvider.System.GetUtcNow());
        var revoked = await Store.AddAsync(Type, row =>
            row with { Status = global::ResultStore.Storage.ResultStatus.Revoked }, persons: An);
        var expired = await Store.AddAsync(Type, row => row with { ValidUntil = today.AddDays(-1) }, persons: An);

        foreach (var row in new[] { revoked, expired })
        {
            Assert.IsType<RelyOutcome.NotInForce>(
                await Store.UseAsync(Use(row)));
            Assert.Empty(await Store.Reliances.ListAsync(row.Bucket, row.Id, null, 10, default));
        }
    }

    [EngineFact]
    public async Task What_is_corrected_while_it_is_judged_is_judged_again()
    {
        var (row, other) = (await Store.AddAsync(Type, persons: An), await Store.AddAsync(Type, persons: An));
        var turns = 0;

        var used = Assert.IsType<RelyOutcome.Used>(await Store.UseAsync(Use(row), seen =>
            turns++ == 0 ? CorrectAsync(seen with { IssuedOn = seen.IssuedOn.AddDays(1) }) : Task.CompletedTask));
        var refused = await Store.UseAsync(
            Use(other), seen => CorrectAsync(seen with { ResultTypeCode = "KQ.H17.000009" }));

        // The data that leave are those that the use stands by: who relies on it hears of no earlier correction.
        Assert.Equal((2, row.Version + 1), (turns, used.Row.Version));
        Assert.Equal($"{used.Row.Version}", used.Answer.Result.ValidUntil);
        Assert.IsType<RelyOutcome.NotCovered>(refused);
        Assert.Empty(await Store.Reliances.ListAsync(other.Bucket, other.Id, null, 10, default));
    }

    [EngineFact]
    public async Task Declining_needs_a_reason_and_other_a_note()
    {
        var row = await Store.AddAsync(Type, persons: An);
        var request = Decline(row);

        var without = await Store.Relying.DeclineAsync(ReuseStore.Agency, request, default);
        (request.Fault, request.Context.Note) = (QualityFault.Other, " ");
        var silent = await Store.Relying.DeclineAsync(ReuseStore.Agency, request, default);
        request.Fault = QualityFault.Illegible;
        var said = await Store.Relying.DeclineAsync(ReuseStore.Agency, request, default);

        Assert.Equal("fault", Assert.Single(Assert.IsType<RelyOutcome.FieldsInvalid>(without).Faults).Path);
        Assert.Equal("context.note", Assert.Single(Assert.IsType<RelyOutcome.FieldsInvalid>(silent).Faults).Path);
        Assert.IsType<RelyOutcome.Declined>(said);
        Assert.Equal(
            QualityFault.Illegible,
            Assert.Single(Assert.IsType<RelianceOutcome.Listed>(await ListAsync(row, ReuseStore.Agency))
                .Response.Reliances)
                .DeclinedFor);
    }

    private async Task CorrectAsync(ResultRow corrected)
    {
        var now = TimeProvider.System.GetUtcNow();
        Assert.IsType<ChangeOutcome.Changed>(await new ChangeTable(Engine.Database).AddAsync(new NewChange
        {
            Id = ResultId.New(TimeProvider.System),
            Kind = EventKind.Corrected,
            Seen = corrected,
            Next = corrected.Status,
            RecordedAt = now,
            EffectiveAt = now,
            SystemId = "mot-cua",
            DecisionNumber = "9/QĐ-ĐC",
            Told = [1],
            Corrected = corrected,
        }));
    }

    private static DeclineReuseRequest Decline(ResultRow row) => new()
    {
        Code = ReuseStore.CodeOf(row),
        ProcedureCode = "1.000894",
        ComponentCode = "TP01",
        Context = ReuseStore.Context(),
    };

    private Task<List<RelianceNotice>> ReliersAsync(ResultRow row) => Engine.Database.CommitAsync(
        row.Bucket, async session => await RelianceTable.ListUsesAsync(session, row.Bucket, row.Id));

    private Task<RelianceOutcome> ListAsync(
        ResultRow row, Caller caller, string dossier = "000.00.15.H17-260314-0001") => Store.Listing.ListAsync(
        caller, new ListRelianceRequest { Code = ReuseStore.CodeOf(row), Context = ReuseStore.Context(dossier) }, "",
        default);
}

public sealed class SqliteRelianceTests() : RelianceContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresRelianceTests() : RelianceContract(async () => await TestStore.OnPostgresAsync());
