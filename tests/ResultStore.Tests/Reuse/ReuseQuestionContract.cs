using ResultStore.Catalogue;
using ResultStore.Catalogue.Import;
using ResultStore.Reuse;
using ResultStore.Storage;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Reuse;

/// <summary>What a dossier is told when it asks what is there already, on either engine.</summary>
public abstract class ReuseQuestionContract(Func<Task<object>> newStore) : ReuseContract(newStore)
{
    [EngineFact]
    public async Task A_result_of_the_applicant_covers_the_component_and_fills_the_national_message()
    {
        var row = await Store.AddAsync(Type, persons: [Binh, An]);

        var answer = Assert.Single((await Store.AskAsync(Ask(An))).Components);

        Assert.Equal((ReuseState.Covered, ReuseReason.ResultStands), (answer.State, answer.Reason));
        Assert.Equal((2, ReuseStore.CodeOf(row)), (answer.National.DuocTaiSuDung, answer.National.MaKetQuaThayThe));
        Assert.Equal("Nghị định 47/2020/NĐ-CP, Điều 5", answer.LegalBasis);
        Assert.Contains(row.ResultNumber, answer.SentenceVi, StringComparison.Ordinal);
        Assert.False(answer.HasExpiryMarginDays);
    }

    [EngineFact]
    public async Task The_read_is_on_record_with_the_dossiers_agency_before_the_answer()
    {
        var row = await Store.AddAsync(Type, persons: An);

        await Store.AskAsync(Ask(An));

        var read = Assert.Single(await Store.Access.ListAsync(row.Bucket, row.Id, 10, default));
        Assert.Equal(
            ("CheckReuse", "H17.15", "nva", "000.00.15.H17-260314-0001", "dich-vu-cong"),
            (read.Operation, read.AgencyCode, read.Officer, read.DossierCode, read.ClientId));
    }

    [EngineFact]
    public async Task Results_under_an_older_blind_index_key_are_found_too()
    {
        await Store.AddAsync(Type, keyVersion: 1, persons: An);

        Assert.Equal(ReuseState.Covered, (await Store.AskAsync(Ask(An))).State);
    }

    [EngineFact]
    public async Task The_same_reference_of_another_system_is_somebody_else()
    {
        var (own, foreign) = (Ask(An), Ask(An));
        own.Holders[0] = new DossierHolder { Kind = HolderKind.Other, Id = "HS-77", Role = HolderRole.Applicant };
        foreign.Holders[0] = new DossierHolder { Kind = HolderKind.Other, Id = "HS-78", Role = HolderRole.Applicant };
        await Store.AddAsync(Type, row => row with { SystemId = ReuseStore.Agency.Id }, persons: "other:HS-77");
        var strangers = await Store.AddAsync(Type, row => row with { SystemId = "mot-cua" }, persons: "other:HS-78");
        var use = new UseResultRequest
        {
            Code = ReuseStore.CodeOf(strangers),
            ProcedureCode = foreign.ProcedureCode,
            ComponentCode = "TP01",
            Context = ReuseStore.Context(),
            Holders = { foreign.Holders },
        };

        Assert.Equal(ReuseState.Covered, (await Store.AskAsync(own)).State);
        var answer = Assert.Single((await Store.AskAsync(foreign)).Components);
        Assert.Equal((ReuseState.NotCovered, ReuseReason.NoResult), (answer.State, answer.Reason));
        Assert.Equal(
            ReuseReason.OtherHolder, Assert.IsType<RelyOutcome.NotCovered>(await Store.UseAsync(use)).Decision.Reason);
    }

    [EngineFact]
    public async Task Someone_elses_result_covers_nothing()
    {
        await Store.AddAsync(Type, persons: Binh);

        var alone = Assert.Single((await Store.AskAsync(Ask(An))).Components);
        var asCoHolder = Ask(An);
        asCoHolder.Holders.Add(ReuseStore.Person(Binh, HolderRole.CoHolder));
        var together = Assert.Single((await Store.AskAsync(asCoHolder)).Components);

        Assert.Equal((ReuseState.NotCovered, ReuseReason.NoResult), (alone.State, alone.Reason));
        Assert.Equal((ReuseState.NotCovered, ReuseReason.OtherHolder), (together.State, together.Reason));
        Assert.Equal(0, together.National.DuocTaiSuDung);
    }

    [EngineFact]
    public async Task Two_certificates_of_one_party_do_not_stand_for_the_other_party()
    {
        Assert.IsType<ImportOutcome.Compared>(await Store.Import.RunAsync(
            new ImportStart { Mode = ImportMode.Replace }, SampleCatalogueTexts.All(), "quan-tri", default));
        const string MaritalStatus = "KQ.H99.000419";
        await Store.AddAsync(MaritalStatus, persons: An);
        await Store.AddAsync(MaritalStatus, persons: An);
        var request = Ask(An, "TP02");
        request.Holders.Add(ReuseStore.Person(Binh, HolderRole.CoHolder));
        var named = Ask(An, "TP02");
        request.DueOn = named.DueOn = CatalogueCodes.Text(StatusRules.DayOf(TimeProvider.System.GetUtcNow()));
        named.Holders.Add(ReuseStore.Person(An, HolderRole.CoHolder));

        var one = Assert.Single((await Store.AskAsync(request)).Components);
        var twice = Assert.Single((await Store.AskAsync(named)).Components);
        await Store.AddAsync(MaritalStatus, persons: Binh);
        var both = Assert.Single((await Store.AskAsync(request)).Components);

        Assert.Equal((ReuseState.Partly, "Xác nhận của bên kia"), (one.State, Assert.Single(one.MissingParts)));
        Assert.Equal((ReuseState.Partly, "Xác nhận của bên kia"), (twice.State, Assert.Single(twice.MissingParts)));
        Assert.Equal((ReuseState.Covered, 2), (both.State, both.Results.Count));
    }

    [EngineFact]
    public async Task More_results_than_are_looked_through_are_unknown_unless_one_covers()
    {
        var few = new ReuseStore(Engine, new ReuseOptions { MaxResultsPerHolder = 2 });
        await few.Catalogue.RefreshAsync(default);
        await Store.AddAsync(Type, persons: An);
        await Store.AddAsync("KQ.H17.000002", persons: An);
        await Store.AddAsync("KQ.H17.000003", persons: An);

        var answer = Assert.Single((await few.AskAsync(Ask(An))).Components);

        Assert.Equal((ReuseState.Unknown, ReuseReason.TooManyResults), (answer.State, answer.Reason));
    }

    [EngineFact]
    public async Task Before_the_catalogue_is_read_everything_is_unknown()
    {
        await Store.AddAsync(Type, persons: An);

        var unread = await new ReuseStore(Engine).AskAsync(Ask(An, "TP01"));

        Assert.Equal((ReuseState.Unknown, 0), (unread.State, unread.CatalogueVersion));
        Assert.Equal(ReuseReason.CatalogueAway, Assert.Single(unread.Components).Reason);
    }

    [EngineFact]
    public async Task A_question_says_every_fault_at_once()
    {
        var request = new CheckReuseRequest { ProcedureCode = "x", DueOn = "soon" };
        request.Holders.Add(new DossierHolder { Kind = HolderKind.Person, Id = "12" });
        request.Holders.Add(ReuseStore.Person(An, HolderRole.CoHolder));

        var outcome = await Store.Checking.AskAsync(ReuseStore.Agency, request, "", default);

        Assert.Equal(
            ["context", "procedure_code", "holders[0].id", "due_on"],
            Assert.IsType<CheckOutcome.FieldsInvalid>(outcome).Faults.Select(fault => fault.Path));
    }

    [EngineFact]
    public async Task A_question_about_an_unknown_procedure_says_why_nothing_can_be_told()
    {
        var request = Ask(An);
        request.ProcedureCode = "9.999999";

        var answer = await Store.AskAsync(request);
        var known = await Store.AskAsync(Ask(An));

        Assert.Equal((ReuseState.Unknown, ReuseReason.ProcedureNotInCatalogue), (answer.State, answer.Reason));
        Assert.Contains("chưa có thủ tục", answer.SentenceVi, StringComparison.Ordinal);
        Assert.Contains("does not have this procedure", answer.SentenceEn, StringComparison.Ordinal);
        Assert.Equal((ReuseReason.Unspecified, ""), (known.Reason, known.SentenceVi));
    }

    [EngineFact]
    public async Task A_due_date_that_is_past_is_refused()
    {
        var row = await Store.AddAsync(Type, persons: An);
        var yesterday = CatalogueCodes.Text(StatusRules.DayOf(TimeProvider.System.GetUtcNow()).AddDays(-1));
        var (ask, use) = (Ask(An), Use(row));
        (ask.DueOn, use.DueOn) = (yesterday, yesterday);

        var asked = await Store.Checking.AskAsync(ReuseStore.Agency, ask, "", default);
        var used = await Store.UseAsync(use);

        Assert.Equal("due_on", Assert.Single(Assert.IsType<CheckOutcome.FieldsInvalid>(asked).Faults).Path);
        Assert.Equal("due_on", Assert.Single(Assert.IsType<RelyOutcome.FieldsInvalid>(used).Faults).Path);
    }

    [EngineFact]
    public async Task A_system_asks_only_for_dossiers_of_its_own_agencies()
    {
        var request = Ask(An);
        request.Context = ReuseStore.Context("000.00.15.H48-260314-0001");

        Assert.IsType<CheckOutcome.NotAllowed>(
            await Store.Checking.AskAsync(ReuseStore.Agency, request, "", default));
    }
}

public sealed class SqliteReuseQuestionTests() : ReuseQuestionContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresReuseQuestionTests() : ReuseQuestionContract(async () => await TestStore.OnPostgresAsync());
