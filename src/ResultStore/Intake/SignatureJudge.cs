using Microsoft.Extensions.Options;
using ResultStore.Storage;
using ResultStore.Validation;
using ResultStore.Validation.Anchors;
using ResultStore.Validation.Revocation;

namespace ResultStore.Intake;

/// <summary>Step 2 of a result's life: judges a submission, and again with what authorities say where the first
/// verdict lacks that. While authorities are waited for, others' documents have the place.</summary>
internal sealed class SignatureJudge(
    DocumentJudge judge,
    EvidenceGatherer gatherer,
    IOptions<IntakeOptions> intake,
    IOptions<RevocationOptions> options) : IDisposable
{
    private const int MostRounds = 3;

    private readonly WorkGate _gate = new(
        intake.Value.MaxConcurrent > 0 ? intake.Value.MaxConcurrent : Environment.ProcessorCount * 2,
        intake.Value.MaxWaiting);

    /// <returns>The verdict with a place to go on in, to be disposed of; null where too many wait already.</returns>
    /// <exception cref="StorageUnavailableException">Answers kept earlier cannot be read now.</exception>
    public async Task<PlacedJudgement?> JudgeAsync(Submission submission, CancellationToken ct)
    {
        var place = await _gate.EnterAsync(submission.Spool.Length, ct);
        if (place is null)
        {
            return null;
        }

        try
        {
            // However long authorities are waited for: whom the store trusts is settled here for this document.
            var anchors = judge.Trust;

            // 1. By the document alone; then with what is at hand. No more than this where the policy asks no more.
            var judgement = Judge(submission, anchors, GatheredEvidence.None);
            var wants = judge.WantsOf(judgement);
            if (!wants.IsNothing && gatherer.Peek(wants) is { IsNothing: false } atHand)
            {
                judgement = Judge(submission, anchors, atHand);
                wants = judge.WantsOf(judgement);
            }

            if (wants.IsNothing)
            {
                return new PlacedJudgement(judgement, anchors, place);
            }

            // 2. With what has to be waited for.
            using var budget = new FetchBudget(options.Value, ct);
            for (var round = 0; round < MostRounds && !wants.IsNothing; round++)
            {
                place.Dispose();
                submission.Spool.LetGo();
                var found = judgement.Gathered.With(await gatherer.GatherAsync(wants, anchors, budget, ct));
                place = await _gate.EnterAsync(submission.Spool.Length, ct);
                if (place is null || found.Count == judgement.Gathered.Count)
                {
                    break;
                }

                judgement = Judge(submission, anchors, found);
                wants = judge.WantsOf(judgement);
            }

            return place is null ? null : new PlacedJudgement(judgement, anchors, place);
        }
        catch
        {
            place?.Dispose();
            throw;
        }
    }

    public void Dispose() => _gate.Dispose();

    private Judgement Judge(Submission submission, TrustSnapshot anchors, GatheredEvidence gathered) =>
        judge.JudgeForIntake(
            submission.Spool.Bytes, submission.Caller.AcceptsUnprovedTime, submission.Caller.AllowedChanges, anchors,
            gathered);
}

/// <summary>A verdict, whom it trusts, and the place its holder works in.</summary>
internal sealed record PlacedJudgement(Judgement Judgement, TrustSnapshot Anchors, IDisposable Place) : IDisposable
{
    public void Dispose() => Place.Dispose();
}
