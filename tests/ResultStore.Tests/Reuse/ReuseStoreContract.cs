using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.Catalogue.Import;
using ResultStore.Reuse;
using ResultStore.Storage;
using ResultStore.Tests.Catalogue;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Reuse;

/// <summary>Reuse from question to record, on either engine.</summary>
public abstract class ReuseStoreContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private const string Type = "KQ.H17.000001";
    private const string An = "048090001234";
    private const string Binh = "048090005678";

    private TestStore _database = null!;
    private ReuseStore _store = null!;

    public async Task InitializeAsync()
    {
        _database = (TestStore)await newStore();
        _store = new ReuseStore(_database);
        await _store.ImportAsync(CatalogueTexts.Small.Replace(
            ", \"issued_by_levels\": [\"COMMUNE\"]", "", StringComparison.Ordinal));
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [EngineFact]
    public async Task A_result_of_the_applicant_covers_the_component_and_fills_the_national_message()
    {
        var row = await _store.AddAsync(Type, persons: [Binh, An]);

        var answer = Assert.Single((await _store.AskAsync(Ask(An))).Components);

        Assert.Equal((ReuseState.Covered, ReuseReason.ResultStands), (answer.State, answer.Reason));
        Assert.Equal((2, ReuseStore.CodeOf(row)), (answer.National.DuocTaiSuDung, answer.National.MaKetQuaThayThe));
        Assert.Equal("Nghị định 47/2020/NĐ-CP, Điều 5", answer.LegalBasis);
        Assert.Contains(row.ResultNumber, answer.SentenceVi, StringComparison.Ordinal);
        Assert.False(answer.HasExpiryMarginDays);
    }

    [EngineFact]
    public async Task The_read_is_on_record_with_the_dossiers_agency_before_the_answer()
    {
        var row = await _store.AddAsync(Type, persons: An);

        await _store.AskAsync(Ask(An));

        var read = Assert.Single(await _store.Access.ListAsync(row.Bucket, row.Id, 10, default));
        Assert.Equal(
            ("CheckReuse", "H17.15", "nva", "000.00.15.H17-260314-0001", "dich-vu-cong"),
            (read.Operation, read.AgencyCode, read.Officer, read.DossierCode, read.ClientId));
    }

    [EngineFact]
    public async Task Results_under_an_older_blind_index_key_are_found_too()
    {
        await _store.AddAsync(Type, keyVersion: 1, persons: An);

        Assert.Equal(ReuseState.Covered, (await _store.AskAsync(Ask(An))).State);
    }

    [EngineFact]
    public async Task Someone_elses_result_covers_nothing()
    {
        await _store.AddAsync(Type, persons: Binh);

        var alone = Assert.Single((await _store.AskAsync(Ask(An))).Components);
        var asCoHolder = Ask(An);
        asCoHolder.Holders.Add(ReuseStore.Person(Binh, HolderRole.CoHolder));
        var together = Assert.Single((await _store.AskAsync(asCoHolder)).Components);

        Assert.Equal((ReuseState.NotCovered, ReuseReason.NoResult), (alone.State, alone.Reason));
        Assert.Equal((ReuseState.NotCovered, ReuseReason.OtherHolder), (together.State, together.Reason));
        Assert.Equal(0, together.National.DuocTaiSuDung);
    }

    [EngineFact]
    public async Task Two_certificates_of_one_party_do_not_stand_for_the_other_party()
    {
        Assert.IsType<ImportOutcome.Compared>(await _store.Import.RunAsync(
            new ImportStart { Mode = ImportMode.Replace }, SampleCatalogueTexts.All(), "quan-tri", default));
        const string MaritalStatus = "KQ.H99.000419";
        await _store.AddAsync(MaritalStatus, persons: An);
        await _store.AddAsync(MaritalStatus, persons: An);
        var request = Ask(An, "TP02");
        request.Holders.Add(ReuseStore.Person(Binh, HolderRole.CoHolder));
        var named = Ask(An, "TP02");
        request.DueOn = named.DueOn = CatalogueCodes.Text(StatusRules.DayOf(TimeProvider.System.GetUtcNow()));
        named.Holders.Add(ReuseStore.Person(An, HolderRole.CoHolder));

        var one = Assert.Single((await _store.AskAsync(request)).Components);
        var twice = Assert.Single((await _store.AskAsync(named)).Components);
        await _store.AddAsync(MaritalStatus, persons: Binh);
        var both = Assert.Single((await _store.AskAsync(request)).Components);

        Assert.Equal((ReuseState.Partly, "Xác nhận của bên kia"), (one.State, Assert.Single(one.MissingParts)));
        Assert.Equal((ReuseState.Partly, "Xác nhận của bên kia"), (twice.State, Assert.Single(twice.MissingParts)));
        Assert.Equal((ReuseState.Covered, 2), (both.State, both.Results.Count));
    }

    [EngineFact]
    public async Task More_results_than_are_looked_through_are_unknown_unless_one_covers()
    {
        var few = new ReuseStore(_database, new ReuseOptions { MaxResultsPerHolder = 2 });
        await few.Catalogue.RefreshAsync(default);
        await _store.AddAsync(Type, persons: An);
        await _store.AddAsync("KQ.H17.000002", persons: An);
        await _store.AddAsync("KQ.H17.000003", persons: An);

        var answer = Assert.Single((await few.AskAsync(Ask(An))).Components);

        Assert.Equal((ReuseState.Unknown, ReuseReason.TooManyResults), (answer.State, answer.Reason));
    }

    [EngineFact]
    public async Task Before_the_catalogue_is_read_everything_is_unknown()
    {
        await _store.AddAsync(Type, persons: An);

        var unread = await new ReuseStore(_database).AskAsync(Ask(An, "TP01"));

        Assert.Equal((ReuseState.Unknown, 0), (unread.State, unread.CatalogueVersion));
        Assert.Equal(ReuseReason.CatalogueAway, Assert.Single(unread.Components).Reason);
    }

    [EngineFact]
    public async Task A_question_says_every_fault_at_once()
    {
        var request = new CheckReuseRequest { ProcedureCode = "x", DueOn = "soon" };
        request.Holders.Add(new DossierHolder { Kind = HolderKind.Person, Id = "12" });
        request.Holders.Add(ReuseStore.Person(An, HolderRole.CoHolder));

        var outcome = await _store.Checking.AskAsync(ReuseStore.Agency, request, "", default);

        Assert.Equal(
            ["context", "procedure_code", "holders[0].id", "due_on"],
            Assert.IsType<CheckOutcome.FieldsInvalid>(outcome).Faults.Select(fault => fault.Path));
    }

    [EngineFact]
    public async Task A_question_about_an_unknown_procedure_says_why_nothing_can_be_told()
    {
        var request = Ask(An);
        request.ProcedureCode = "9.999999";

        var answer = await _store.AskAsync(request);
        var known = await _store.AskAsync(Ask(An));

        Assert.Equal((ReuseState.Unknown, ReuseReason.ProcedureNotInCatalogue), (answer.State, answer.Reason));
        Assert.Contains("chưa có thủ tục", answer.SentenceVi, StringComparison.Ordinal);
        Assert.Contains("does not have this procedure", answer.SentenceEn, StringComparison.Ordinal);
        Assert.Equal((ReuseReason.Unspecified, ""), (known.Reason, known.SentenceVi));
    }

    [EngineFact]
    public async Task A_due_date_that_is_past_is_refused()
    {
        var row = await _store.AddAsync(Type, persons: An);
        var yesterday = CatalogueCodes.Text(StatusRules.DayOf(TimeProvider.System.GetUtcNow()).AddDays(-1));
        var (ask, use) = (Ask(An), Use(row));
        (ask.DueOn, use.DueOn) = (yesterday, yesterday);

        var asked = await _store.Checking.AskAsync(ReuseStore.Agency, ask, "", default);
        var used = await _store.Relying.UseAsync(ReuseStore.Agency, use, "", default);

        Assert.Equal("due_on", Assert.Single(Assert.IsType<CheckOutcome.FieldsInvalid>(asked).Faults).Path);
        Assert.Equal("due_on", Assert.Single(Assert.IsType<RelyOutcome.FieldsInvalid>(used).Faults).Path);
    }

    [EngineFact]
    public async Task Filters_that_contradict_or_are_unknown_are_refused_and_a_token_is_its_callers_alone()
    {
        await _store.AddAsync(Type, persons: An);
        await _store.AddAsync(Type, persons: An);
        var wrong = Find(An);
        (wrong.IssuedFrom, wrong.IssuedTo) = ("2026-02-01", "2026-01-01");
        wrong.Statuses.Add((V1.ResultStatus)99);
        var request = Find(An);
        request.PageSize = 1;
        request.PageToken = Assert.IsType<FindOutcome.Answered>(
            await _store.Finding.FindAsync(ReuseStore.Agency, request, "", default)).Response.NextPageToken;
        var other = new Caller("khac", [ClientRole.Agency], ["H17"], 0, false);

        var refused = await _store.Finding.FindAsync(ReuseStore.Agency, wrong, "", default);
        var stolen = await _store.Finding.FindAsync(other, request, "", default);

        Assert.Equal(
            ["issued_to", "statuses[0]"],
            Assert.IsType<FindOutcome.FieldsInvalid>(refused).Faults.Select(fault => fault.Path));
        Assert.Equal("page_token", Assert.Single(Assert.IsType<FindOutcome.FieldsInvalid>(stolen).Faults).Path);
        Assert.IsType<FindOutcome.Answered>(
            await _store.Finding.FindAsync(ReuseStore.Agency, request, "", default));
    }

    [EngineFact]
    public async Task A_system_asks_only_for_dossiers_of_its_own_agencies()
    {
        var request = Ask(An);
        request.Context = ReuseStore.Context("000.00.15.H48-260314-0001");

        Assert.IsType<CheckOutcome.NotAllowed>(
            await _store.Checking.AskAsync(ReuseStore.Agency, request, "", default));
    }

    [EngineFact]
    public async Task A_use_is_recorded_once_and_listed_to_the_issuer_only()
    {
        var row = await _store.AddAsync(Type, persons: An);
        var request = Use(row);

        var first = Assert.IsType<RelyOutcome.Used>(
            await _store.Relying.UseAsync(ReuseStore.Agency, request, "", default));
        var again = Assert.IsType<RelyOutcome.Used>(
            await _store.Relying.UseAsync(ReuseStore.Agency, request, "", default));
        var listed = await ListAsync(row, ReuseStore.Agency);
        var stranger = await ListAsync(row, new Caller("khac", [ClientRole.Agency], ["H48"], 0, false));

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
        var otherKind = await _store.AddAsync("KQ.H17.000009", persons: An);
        var strangers = await _store.AddAsync(Type, persons: Binh);

        var byKind = Assert.IsType<RelyOutcome.NotCovered>(
            await _store.Relying.UseAsync(ReuseStore.Agency, Use(otherKind), "", default));
        var byHolder = Assert.IsType<RelyOutcome.NotCovered>(
            await _store.Relying.UseAsync(ReuseStore.Agency, Use(strangers), "", default));
        var (sentence, _) = ReuseSentences.Of(byHolder.Decision);

        Assert.Equal(ReuseReason.NoResult, byKind.Decision.Reason);
        Assert.Equal(ReuseReason.OtherHolder, byHolder.Decision.Reason);
        Assert.DoesNotContain(strangers.ResultNumber, sentence, StringComparison.Ordinal);
        foreach (var row in new[] { otherKind, strangers })
        {
            Assert.Empty(await _store.Reliances.ListAsync(row.Bucket, row.Id, null, 10, default));
            Assert.Equal(
                "refused for reuse",
                Assert.Single(await _store.Access.ListAsync(row.Bucket, row.Id, 10, default)).Items);
        }
    }

    [EngineFact]
    public async Task What_the_catalogue_lacks_is_the_officers_judgement_for_the_dossiers_own_holders_only()
    {
        var own = Use(await _store.AddAsync(Type, persons: An));
        var strangers = Use(await _store.AddAsync(Type, persons: Binh));
        var component = own.Clone();
        (own.ProcedureCode, strangers.ProcedureCode, component.ComponentCode) = ("9.999999", "9.999999", "TP77");

        var used = Assert.IsType<RelyOutcome.Used>(
            await _store.Relying.UseAsync(ReuseStore.Agency, own, "", default));
        var refused = await _store.Relying.UseAsync(ReuseStore.Agency, strangers, "", default);
        var unknown = await _store.Relying.UseAsync(ReuseStore.Agency, component, "", default);

        Assert.Equal(
            (ReuseState.Unknown, ReuseReason.ProcedureNotInCatalogue), (used.Decision.State, used.Decision.Reason));
        Assert.Equal(
            ReuseReason.OtherHolder, Assert.IsType<RelyOutcome.NotCovered>(refused).Decision.Reason);
        Assert.Equal("component_code", Assert.Single(Assert.IsType<RelyOutcome.FieldsInvalid>(unknown).Faults).Path);
    }

    [EngineFact]
    public async Task Declining_takes_a_use_back_and_using_again_brings_it_back()
    {
        var row = await _store.AddAsync(Type, persons: An);
        var decline = new DeclineReuseRequest
        {
            Code = ReuseStore.CodeOf(row),
            ProcedureCode = "1.000894",
            ComponentCode = "TP01",
            Fault = QualityFault.OtherKind,
            Context = ReuseStore.Context(),
        };

        for (var round = 0; round < 2; round++)
        {
            Assert.IsType<RelyOutcome.Used>(
                await _store.Relying.UseAsync(ReuseStore.Agency, Use(row), "", default));
            Assert.Single(await ReliersAsync(row));
            await Task.Delay(5);
            Assert.IsType<RelyOutcome.Declined>(
                await _store.Relying.DeclineAsync(ReuseStore.Agency, decline, default));
            Assert.Empty(await ReliersAsync(row));
            await Task.Delay(5);
        }

        Assert.Equal(2, (await _store.Reliances.ListAsync(row.Bucket, row.Id, null, 10, default)).Count);
    }

    private Task<List<RelianceNotice>> ReliersAsync(ResultRow row) => _database.Database.CommitAsync(
        row.Bucket, async session => await RelianceTable.ListUsesAsync(session, row.Bucket, row.Id));

    [EngineFact]
    public async Task Nobody_can_rely_on_what_is_not_in_force()
    {
        var today = StatusRules.DayOf(TimeProvider.System.GetUtcNow());
        var revoked = await _store.AddAsync(Type, row =>
            row with { Status = global::ResultStore.Storage.ResultStatus.Revoked }, persons: An);
        var expired = await _store.AddAsync(Type, row => row with { ValidUntil = today.AddDays(-1) }, persons: An);

        foreach (var row in new[] { revoked, expired })
        {
            Assert.IsType<RelyOutcome.NotInForce>(
                await _store.Relying.UseAsync(ReuseStore.Agency, Use(row), "", default));
            Assert.Empty(await _store.Reliances.ListAsync(row.Bucket, row.Id, null, 10, default));
        }
    }

    [EngineFact]
    public async Task A_paper_runs_out_by_its_kind_as_it_was_when_it_was_issued()
    {
        var today = StatusRules.DayOf(TimeProvider.System.GetUtcNow());
        await _store.ImportAsync("""
            { "result_types": [
              { "code": "KQ.H17.000001", "name": "Giấy khai sinh", "aliases": ["1.001193"], "validity_months": 12 }] }
            """);
        ResultRow Old(ResultRow row) => row with { IssuedOn = today.AddMonths(-13) };
        var over = await _store.AddAsync(Type, Old, persons: An);
        var byAlias = await _store.AddAsync("1.001193", Old, persons: An);
        var own = await _store.AddAsync(Type, row => Old(row) with { ValidUntil = today }, persons: An);
        var young = await _store.AddAsync(Type, persons: An);

        var request = Find(An);
        (request.PageSize, request.PageToken) = (10, "");
        var found = Assert.IsType<FindOutcome.Answered>(
            await _store.Finding.FindAsync(ReuseStore.Agency, request, "", default)).Response.Results
            .ToDictionary(result => result.Code);

        foreach (var row in new[] { over, byAlias })
        {
            var result = found[ReuseStore.CodeOf(row)];
            Assert.Equal((V1.ResultStatus.Expired, true), (result.Status, result.ValidUntilByKind));
            Assert.Equal(CatalogueCodes.Text(row.IssuedOn.AddMonths(12)), result.ValidUntil);
            Assert.IsType<RelyOutcome.NotInForce>(
                await _store.Relying.UseAsync(ReuseStore.Agency, Use(row), "", default));
        }

        Assert.Equal(V1.ResultStatus.Valid, found[ReuseStore.CodeOf(own)].Status);
        Assert.False(found[ReuseStore.CodeOf(own)].ValidUntilByKind);
        Assert.Equal((V1.ResultStatus.Valid, true),
            (found[ReuseStore.CodeOf(young)].Status, found[ReuseStore.CodeOf(young)].ValidUntilByKind));
    }

    [EngineFact]
    public async Task A_later_term_of_a_kind_leaves_older_papers_as_they_were()
    {
        var today = StatusRules.DayOf(TimeProvider.System.GetUtcNow());
        const string Kind = """
            { "result_types": [{ "code": "KQ.H17.000001", "name": "Giấy khai sinh", "aliases": ["1.001193"]MONTHS }] }
            """;
        await ImportFromAsync(Kind.Replace("MONTHS", "", StringComparison.Ordinal), today.AddYears(-3));
        await ImportFromAsync(
            Kind.Replace("MONTHS", ", \"validity_months\": 1", StringComparison.Ordinal), today.AddMonths(-6));
        var before = await _store.AddAsync(Type, row => row with { IssuedOn = today.AddMonths(-7) }, persons: An);
        var after = await _store.AddAsync(Type, row => row with { IssuedOn = today.AddMonths(-5) }, persons: An);

        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal(V1.ResultStatus.Valid, _store.Terms.StatusOf(before, now));
        Assert.Equal(V1.ResultStatus.Expired, _store.Terms.StatusOf(after, now));

        async Task ImportFromAsync(string json, DateOnly from) =>
            Assert.IsType<ImportOutcome.Compared>(await _store.Import.RunAsync(
                new ImportStart { ValidFrom = CatalogueCodes.Text(from) },
                [new("c.json", CatalogueFormat.Json, System.Text.Encoding.UTF8.GetBytes(json))], "quan-tri", default));
    }

    [EngineFact]
    public async Task Before_the_catalogue_is_read_a_paper_without_a_last_day_is_not_called_valid()
    {
        var row = await _store.AddAsync(Type, persons: An);
        var unread = new ReuseStore(_database).Terms;
        var now = TimeProvider.System.GetUtcNow();

        Assert.Throws<StorageUnavailableException>(() => unread.StatusOf(row, now));
        Assert.Equal(V1.ResultStatus.Revoked,
            unread.StatusOf(row with { Status = global::ResultStore.Storage.ResultStatus.Revoked }, now));
        Assert.Equal(V1.ResultStatus.Valid,
            unread.StatusOf(row with { ValidUntil = StatusRules.DayOf(now) }, now));
    }

    [EngineFact]
    public async Task Declining_needs_a_reason_and_other_a_note()
    {
        var row = await _store.AddAsync(Type, persons: An);
        var request = new DeclineReuseRequest
        {
            Code = ReuseStore.CodeOf(row),
            ProcedureCode = "1.000894",
            ComponentCode = "TP01",
            Context = ReuseStore.Context(),
        };

        var without = await _store.Relying.DeclineAsync(ReuseStore.Agency, request, default);
        (request.Fault, request.Context.Note) = (QualityFault.Other, " ");
        var silent = await _store.Relying.DeclineAsync(ReuseStore.Agency, request, default);
        request.Fault = QualityFault.Illegible;
        var said = await _store.Relying.DeclineAsync(ReuseStore.Agency, request, default);

        Assert.Equal("fault", Assert.Single(Assert.IsType<RelyOutcome.FieldsInvalid>(without).Faults).Path);
        Assert.Equal("context.note", Assert.Single(Assert.IsType<RelyOutcome.FieldsInvalid>(silent).Faults).Path);
        Assert.IsType<RelyOutcome.Declined>(said);
        Assert.Equal(
            QualityFault.Illegible,
            Assert.Single(Assert.IsType<RelianceOutcome.Listed>(await ListAsync(row, ReuseStore.Agency))
                .Response.Reliances)
                .DeclinedFor);
    }

    [EngineFact]
    public async Task Pages_hold_every_result_once_though_new_ones_come_in_between()
    {
        var codes = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            codes.Add(ReuseStore.CodeOf(await _store.AddAsync(Type, keyVersion: (short)(1 + (i % 2)), persons: An)));
        }

        var found = new List<string>();
        var request = Find(An);
        do
        {
            var page = Assert.IsType<FindOutcome.Answered>(
                await _store.Finding.FindAsync(ReuseStore.Agency, request, "", default)).Response;
            found.AddRange(page.Results.Select(result => result.Code));
            request.PageToken = page.NextPageToken;
            await _store.AddAsync(Type, persons: An);
        }
        while (request.PageToken.Length > 0);

        // Results of one millisecond have no order among themselves; each is there once, whatever came in between.
        Assert.All(codes, code => Assert.Single(found, code));
        Assert.Equal(found.Count, found.Distinct().Count());
    }

    [EngineFact]
    public async Task Filters_hold_for_every_result_and_a_token_belongs_to_its_question()
    {
        var wanted = await _store.AddAsync(Type, row => row with { AgencyCode = "H17.33.2" }, persons: An);
        await _store.AddAsync("KQ.H17.000002", row => row with { AgencyCode = "H17.33.2" }, persons: An);
        await _store.AddAsync(Type, row => row with { AgencyCode = "H48" }, persons: An);
        await _store.AddAsync(Type, persons: Binh);
        var request = Find(An);
        request.ResultTypeCodes.Add("1.001193");
        request.AgencyCode = "000.00.33.H17";
        request.Statuses.Add(V1.ResultStatus.Valid);

        var found = await _store.Finding.FindAsync(ReuseStore.Agency, request, "", default);
        var all = Find(An);
        all.PageSize = 1;
        var token = Assert.IsType<FindOutcome.Answered>(
            await _store.Finding.FindAsync(ReuseStore.Agency, all, "", default)).Response.NextPageToken;
        var other = Find(Binh);
        other.PageToken = token;

        var result = Assert.Single(Assert.IsType<FindOutcome.Answered>(found).Response.Results);
        Assert.Equal((ReuseStore.CodeOf(wanted), "Giấy khai sinh"), (result.Code, result.ResultName));
        Assert.Equal("page_token", Assert.Single(Assert.IsType<FindOutcome.FieldsInvalid>(
            await _store.Finding.FindAsync(ReuseStore.Agency, other, "", default)).Faults).Path);
    }

    [EngineFact]
    public async Task A_one_stop_system_finds_only_what_it_pushed_itself()
    {
        await _store.AddAsync(Type, row => row with { SystemId = "khac" }, persons: An);
        var own = await _store.AddAsync(Type, row => row with { SystemId = "mot-cua" }, persons: An);

        var found = Assert.IsType<FindOutcome.Answered>(await _store.Finding.FindAsync(
            new Caller("mot-cua", [ClientRole.OneStop], ["H17"], 0, false), Find(An), "", default));

        Assert.Equal(ReuseStore.CodeOf(own), Assert.Single(found.Response.Results).Code);
    }

    private static CheckReuseRequest Ask(string person, params string[] components)
    {
        var request = new CheckReuseRequest { ProcedureCode = "1.000894", Context = ReuseStore.Context() };
        request.Holders.Add(ReuseStore.Person(person));
        request.ComponentCodes.Add(components);
        return request;
    }

    private static UseResultRequest Use(ResultRow row)
    {
        var request = new UseResultRequest
        {
            Code = ReuseStore.CodeOf(row),
            ProcedureCode = "1.000894",
            ComponentCode = "TP01",
            Context = ReuseStore.Context(),
        };
        request.Holders.Add(ReuseStore.Person(An));
        return request;
    }

    private static FindResultsRequest Find(string person) =>
        new() { Holder = ReuseStore.Person(person), PageSize = 3, Context = ReuseStore.Context() };

    private Task<RelianceOutcome> ListAsync(ResultRow row, Caller caller) => _store.Listing.ListAsync(
        caller, new ListRelianceRequest { Code = ReuseStore.CodeOf(row), Context = ReuseStore.Context() }, "",
        default);
}

public sealed class ReuseWithoutDatabaseTests
{
    [Fact]
    public async Task Without_the_database_everything_is_unknown_and_nothing_not_covered()
    {
        var options = new StorageOptions
        {
            Engine = DatabaseEngine.Postgresql,
            Database = "Host=127.0.0.1;Port=1;Username=nobody;Database=nothing;Timeout=1",
        };
        await using var away = new Database(Microsoft.Extensions.Options.Options.Create(options));
        await using var catalogue = await TestStore.OnSqliteAsync();
        var store = new ReuseStore(away, catalogue.Database);
        await store.ImportAsync(CatalogueTexts.Small);
        var request = new CheckReuseRequest { ProcedureCode = "1.000894", Context = ReuseStore.Context() };
        request.Holders.Add(ReuseStore.Person("048090001234"));

        var answer = await store.AskAsync(request);

        Assert.Equal(ReuseState.Unknown, answer.State);
        var component = Assert.Single(answer.Components);
        Assert.Equal((ReuseState.Unknown, ReuseReason.StoreAway), (component.State, component.Reason));
        Assert.Equal(0, component.National.DuocTaiSuDung);
    }
}

public sealed class SqliteReuseTests() : ReuseStoreContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresReuseTests() : ReuseStoreContract(async () => await TestStore.OnPostgresAsync());
