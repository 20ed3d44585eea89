using System.Security.Cryptography;
using ResultStore.Storage;

namespace ResultStore.Tests.Storage;

/// <summary>What either engine must do for results; each runs every test here on a database of its own.</summary>
public abstract class ResultTableContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private TestStore _store = null!;

    private ResultTable Results => _store.Results;

    public async Task InitializeAsync() => _store = (TestStore)await newStore();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [EngineFact]
    public async Task Keeps_every_column_of_a_result()
    {
        var result = Samples.Result();

        Assert.IsType<AddOutcome.Stored>(await Results.AddAsync(result));

        var (bucket, id) = (result.Row.Bucket, result.Row.Id);
        Assert.Equivalent(result.Row, await Results.FindByIdAsync(bucket, id, default), strict: true);
        Assert.Equivalent(result.Row, await Results.FindByCodeAsync(bucket, result.Row.Code, default), strict: true);
        var evidence = (await Results.ReadEvidenceAsync(bucket, id, default))!;
        Assert.Equal(result.Report, evidence.Report);
        Assert.Equal(result.Evidence, evidence.Evidence);
        var happened = Assert.Single(await new EventTable(_store.Database).ListAsync(bucket, id, default));
        Assert.Equivalent(
            new EventRow(bucket, result.Event.Id, id, EventKind.Stored, result.Event.At,
                result.Event.Actor, result.Event.Payload, null), happened, strict: true);
    }

    [EngineFact]
    public async Task Keeps_a_result_without_an_end()
    {
        var result = Samples.Result();
        result = result with { Row = result.Row with { ValidUntil = null } };

        await Results.AddAsync(result);

        Assert.Null((await Results.FindByIdAsync(result.Row.Bucket, result.Row.Id, default))!.ValidUntil);
    }

    [EngineFact]
    public async Task Finds_a_result_by_either_file()
    {
        var result = Samples.Result();
        await Results.AddAsync(result);

        var submitted = await Results.FindByDocumentAsync(result.Row.SubmittedSha256, default);
        var sealedFile = await Results.FindByDocumentAsync(result.Row.SealedSha256, default);

        Assert.Equal((DocumentKind.Submitted, result.Row.Id), (submitted!.Kind, submitted.Row.Id));
        Assert.Equal((DocumentKind.Sealed, result.Row.Id), (sealedFile!.Kind, sealedFile.Row.Id));
        Assert.Null(await Results.FindByDocumentAsync(new byte[32], default));
    }

    [EngineFact]
    public async Task Finds_nothing_under_an_unknown_code_or_one_next_to_it()
    {
        var result = Samples.Result();
        await Results.AddAsync(result);
        var before = (byte[])result.Row.Code.Clone();
        before[9]--;

        Assert.Null(await Results.FindByCodeAsync(result.Row.Bucket, before, default));
        Assert.Null(await Results.FindByCodeAsync((short)((result.Row.Bucket + 1) % 4096), result.Row.Code, default));
        Assert.Null(await Results.FindByIdAsync(result.Row.Bucket, ResultId.New(TimeProvider.System), default));
    }

    [EngineFact]
    public async Task Answers_the_same_push_with_the_first_result()
    {
        var first = Samples.Result();
        await Results.AddAsync(first);

        var again = await Results.AddAsync(Samples.Again(first));

        Assert.Equivalent(first.Row, Assert.IsType<AddOutcome.FirstAnswerAgain>(again).First, strict: true);
        Assert.Single(await new EventTable(_store.Database).ListAsync(first.Row.Bucket, first.Row.Id, default));
    }

    [EngineFact]
    public async Task Says_that_the_metadata_of_a_known_push_differs()
    {
        var first = Samples.Result();
        await Results.AddAsync(first);

        var other = await Results.AddAsync(Samples.Again(first) with { MetadataDigest = new byte[32] });

        Assert.Equal(first.Row.Id, Assert.IsType<AddOutcome.MetadataDiffers>(other).First.Id);
    }

    [EngineFact]
    public async Task Says_that_the_document_of_a_known_push_differs()
    {
        var first = Samples.Result();
        await Results.AddAsync(first);
        var again = Samples.Again(first);

        var other = await Results.AddAsync(again with { Row = again.Row with { SubmittedSha256 = new byte[32] } });

        Assert.Equal(first.Row.Id, Assert.IsType<AddOutcome.DocumentDiffers>(other).First.Id);
        Assert.Null(await Results.FindByDocumentAsync(new byte[32], default));
    }

    [EngineFact]
    public async Task Says_whose_a_document_pushed_under_another_key_is_and_keeps_nothing_of_the_push()
    {
        var first = Samples.Result();
        await Results.AddAsync(first);
        var second = Samples.Result();
        var copy = second with { Row = second.Row with { SubmittedSha256 = first.Row.SubmittedSha256 } };

        var outcome = await Results.AddAsync(copy);

        Assert.Equal(first.Row.Id, Assert.IsType<AddOutcome.DocumentAlreadyStored>(outcome).First.Id);
        Assert.Null(await Results.FindByIdAsync(copy.Row.Bucket, copy.Row.Id, default));
        // Key, place and code are free again: the right document is stored under them.
        Assert.IsType<AddOutcome.Stored>(await Results.AddAsync(second));
    }

    [EngineFact]
    public async Task Knows_a_sealed_file_that_is_pushed_back()
    {
        var first = Samples.Result();
        await Results.AddAsync(first);
        var second = Samples.Result();

        var outcome = await Results.AddAsync(
            second with { Row = second.Row with { SubmittedSha256 = first.Row.SealedSha256 } });

        Assert.Equal(first.Row.Id, Assert.IsType<AddOutcome.DocumentAlreadyStored>(outcome).First.Id);
    }

    [EngineFact]
    public async Task Takes_a_paper_with_another_end_for_the_paper_and_leaves_others_what_they_share()
    {
        var (officer, both) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        var first = Samples.Result() with { Beginnings = [new(officer, false), new(both, true)] };
        Assert.IsType<AddOutcome.Stored>(await Results.AddAsync(first));
        var second = Samples.Result();

        NewResult[] same =
        [
            second with { Row = second.Row with { SubmittedSha256 = officer } },
            second with { Row = second.Row with { SubmittedSha256 = both } },
            second with { Beginnings = [new(officer, false), new(both, true)] },
            second with { Beginnings = [new(first.Row.SubmittedSha256, false)] },
        ];
        foreach (var each in same)
        {
            var outcome = Assert.IsType<AddOutcome.DocumentAlreadyStored>(await Results.AddAsync(each));
            Assert.Equal(first.Row.Id, outcome.First.Id);
        }

        // What was signed first by one officer may have become two papers; the refusals above have left nothing.
        var own = RandomNumberGenerator.GetBytes(32);
        Assert.IsType<AddOutcome.Stored>(
            await Results.AddAsync(second with { Beginnings = [new(officer, false), new(own, true)] }));
        Assert.Null(await Results.FindByDocumentAsync(both, default));
        var found = await Results.FindByDocumentAsync([both], orBeginning: true, default);
        Assert.Equal((first.Row.Id, DocumentKind.SignedBeginning), (found!.Row.Id, found.Kind));
        found = await Results.FindByDocumentAsync([own], orBeginning: true, default);
        Assert.Equal(second.Row.Id, found!.Row.Id);
    }

    [EngineFact]
    public async Task Knows_a_paper_by_what_its_last_signature_signed_and_takes_two_that_only_begin_alike()
    {
        var (form, one) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        var first = Samples.Result() with { Beginnings = [Name(form, last: false), Name(one, last: true)] };
        Assert.IsType<AddOutcome.Stored>(await Results.AddAsync(first));

        SignedBeginning[][] same =
        [
            [Name(form, last: false), Name(one, last: true)],
            [Name(form, last: false), Name(one, last: false), Name(null, last: true)],
            [Name(form, last: true)],
        ];
        foreach (var each in same)
        {
            var outcome = await Results.AddAsync(Samples.Result() with { Beginnings = each });
            Assert.Equal(first.Row.Id, Assert.IsType<AddOutcome.DocumentAlreadyStored>(outcome).First.Id);
        }

        Assert.IsType<AddOutcome.Stored>(await Results.AddAsync(
            Samples.Result() with { Beginnings = [Name(form, last: false), Name(null, last: true)] }));
        Assert.Equal(first.Row.Id, (await Results.FindByDocumentAsync(one, default))?.Row.Id);
        Assert.Null(await Results.FindByDocumentAsync(form, default));

        static SignedBeginning Name(byte[]? name, bool last) =>
            new(name ?? RandomNumberGenerator.GetBytes(32), last, IsName: true);
    }

    [EngineFact]
    public async Task Asks_for_another_code_when_one_is_taken_and_keeps_nothing()
    {
        var first = Samples.Result();
        await Results.AddAsync(first);
        var second = Samples.Result();

        var outcome = await Results.AddAsync(
            second with { Row = second.Row with { Bucket = first.Row.Bucket, Code = first.Row.Code } });

        Assert.IsType<AddOutcome.CodeCollision>(outcome);
        Assert.IsType<AddOutcome.Stored>(await Results.AddAsync(second));
    }

    [EngineFact]
    public async Task Asks_for_another_place_when_one_is_taken_and_keeps_nothing()
    {
        var first = Samples.Result();
        await Results.AddAsync(first);
        var second = Samples.Result();

        var outcome = await Results.AddAsync(
            second with { Row = second.Row with { StatusIndex = first.Row.StatusIndex } });

        Assert.IsType<AddOutcome.StatusSlotTaken>(outcome);
        Assert.IsType<AddOutcome.Stored>(await Results.AddAsync(second));
    }

    [EngineFact]
    public async Task Stores_one_of_sixteen_equal_pushes_at_once()
    {
        var first = Samples.Result();
        var pushes = Enumerable.Range(0, 16).Select(_ => Samples.Again(first)).ToList();

        var outcomes = await Task.WhenAll(pushes.Select(Results.AddAsync));

        var winner = pushes[Array.FindIndex(outcomes, outcome => outcome is AddOutcome.Stored)];
        Assert.Single(outcomes, outcome => outcome is AddOutcome.Stored);
        var repetitions = outcomes.OfType<AddOutcome.FirstAnswerAgain>().ToList();
        Assert.Equal(15, repetitions.Count(again => again.First.Id == winner.Row.Id));
    }

    [EngineFact]
    public async Task Stores_forty_pushes_at_once()
    {
        var pushes = Enumerable.Range(0, 40).Select(_ => Samples.Result()).ToList();

        var outcomes = await Task.WhenAll(pushes.Select(Results.AddAsync));

        Assert.All(outcomes, outcome => Assert.IsType<AddOutcome.Stored>(outcome));
        foreach (var push in pushes)
        {
            Assert.NotNull(await Results.FindByCodeAsync(push.Row.Bucket, push.Row.Code, default));
        }
    }

    [EngineFact]
    public async Task Keeps_what_it_acknowledged_when_opened_again()
    {
        var result = Samples.Result();
        await Results.AddAsync(result);

        await _store.ReopenAsync();

        Assert.NotNull(await Results.FindByIdAsync(result.Row.Bucket, result.Row.Id, default));
    }
}

public sealed class SqliteResultTableTests() : ResultTableContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresResultTableTests() : ResultTableContract(async () => await TestStore.OnPostgresAsync());
