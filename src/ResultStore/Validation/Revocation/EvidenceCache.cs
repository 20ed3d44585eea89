using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using ResultStore.Storage;

namespace ResultStore.Validation.Revocation;

/// <summary>
/// Answers by question: in memory, else in the database, else asked for, by one caller on behalf of all who want it
/// now. An answer is used until it runs out, but asked for anew before that, a revocation too: suspensions end, and an
/// authority takes back what it revoked by mistake. What is known to be suspended is asked about sooner, as someone
/// waits for it. A source that failed is left alone for a while.
/// </summary>
internal sealed class EvidenceCache(
    EvidenceHttp http,
    RevocationTable table,
    IOptions<RevocationOptions> options,
    TimeProvider clock,
    ILogger<EvidenceCache> logger)
{
    private const int MostFailures = 4_096;

    private readonly EvidenceMemory _memory = new(options.Value.MemoryBytes);
    private readonly ConcurrentDictionary<string, Lazy<Task<EvidenceAnswer?>>> _flights = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _failures = new();

    /// <summary>From memory alone; null where it is not there or due to be asked for anew.</summary>
    public EvidenceAnswer? Peek(EvidenceQuestion question) =>
        _memory.Find(KeyOf(question)) is { } held && IsRecent(question, held) ? held.Answer : null;

    /// <summary>From memory or the database where it is recent, else by asking. Nobody is asked where the budget is
    /// spent or the source failed a moment ago; then what is held is used as long as it has not run out.</summary>
    /// <returns>Null where nothing is to be had now.</returns>
    public async Task<EvidenceAnswer?> AskAsync(EvidenceQuestion question, FetchBudget budget, CancellationToken ct)
    {
        var held = await HeldAsync(question, ct);
        if (held is not null && IsRecent(question, held))
        {
            return held.Answer;
        }

        var key = KeyOf(question);
        var answer = options.Value.Network && !FailedJustNow(key) && budget.TrySpend()
            ? await FlyAsync(key, question, budget.Ends)
            : null;
        return answer is { Settles: true } || held is null || !IsUsable(held) ? answer : held.Answer;
    }

    /// <summary>From memory or the database as long as it has not run out; nobody is asked. The budget bounds how
    /// often the database is.</summary>
    /// <returns>Null where nothing is held.</returns>
    public async Task<EvidenceAnswer?> RecallAsync(
        EvidenceQuestion question, FetchBudget budget, CancellationToken ct) =>
        _memory.Find(KeyOf(question)) is { } held && IsUsable(held) ? held.Answer
            : budget.TrySpend() && await HeldAsync(question, ct) is { } kept && IsUsable(kept) ? kept.Answer
            : null;

    private static string KeyOf(EvidenceQuestion question) => Convert.ToHexString(question.Digest);

    private async Task<HeldAnswer?> HeldAsync(EvidenceQuestion question, CancellationToken ct)
    {
        var key = KeyOf(question);
        if (_memory.Find(key) is { } held && IsUsable(held))
        {
            return held;
        }

        if (await table.FindAsync(question.Digest, ct) is not { } row
            || question.Read(row.Body, clock.GetUtcNow()) is not { } answer)
        {
            return null;
        }

        held = new HeldAnswer(
            answer with { ThisUpdate = row.ThisUpdate, NextUpdate = row.NextUpdate }, row.FetchedAt);
        if (IsUsable(held))
        {
            _memory.Keep(key, held);
        }

        return held;
    }

    /// <summary>All who ask the same at once wait for one answer; nobody's hanging up ends it for the others.</summary>
    private async Task<EvidenceAnswer?> FlyAsync(string key, EvidenceQuestion question, CancellationToken ends)
    {
        var flight = _flights.GetOrAdd(key, _ => new Lazy<Task<EvidenceAnswer?>>(() => LandAsync(key, question)));
        try
        {
            return await flight.Value.WaitAsync(ends);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<EvidenceAnswer?> LandAsync(string key, EvidenceQuestion question)
    {
        try
        {
            await Task.Yield();
            var body = await question.AskAsync(http, options.Value, CancellationToken.None);
            var now = clock.GetUtcNow();
            var answer = body is null ? null : question.Read(body, now);
            if (answer is not { Settles: true })
            {
                Failed(key, now);
                if (answer is not null)
                {
                    logger.EvidenceUseless(new Uri(question.Address).Host, answer.Gap);
                }

                return answer;
            }

            // The newest word counts, not the one heard last: a mirror lags, and who stands on the way can replay.
            var newest = _memory.Find(key) is { } held && held.Answer.ThisUpdate > answer.ThisUpdate && IsUsable(held)
                ? held.Answer
                : answer;
            _memory.Keep(key, new HeldAnswer(newest, now));
            await KeepAsync(question, newest, now);
            return newest;
        }
        finally
        {
            _flights.TryRemove(key, out _);
        }
    }

    private async Task KeepAsync(EvidenceQuestion question, EvidenceAnswer answer, DateTimeOffset now)
    {
        try
        {
            await table.KeepAsync(
                new RevocationRow(question.Digest, answer.Body, now, answer.ThisUpdate, answer.NextUpdate));
        }
        catch (StorageUnavailableException fault)
        {
            logger.EvidenceNotKept(fault.Message); // it serves this server all the same
        }
    }

    private bool FailedJustNow(string key) =>
        _failures.TryGetValue(key, out var until) && until > clock.GetUtcNow();

    private void Failed(string key, DateTimeOffset now)
    {
        if (_failures.Count >= MostFailures)
        {
            _failures.Clear();
        }

        _failures[key] = now.AddSeconds(options.Value.FailureSeconds);
    }

    private bool IsRecent(EvidenceQuestion question, HeldAnswer held)
    {
        var now = clock.GetUtcNow();
        var age = now - held.FetchedAt;
        return IsUsable(held) && age.TotalSeconds < options.Value.RecheckSeconds
            && (age.TotalSeconds < options.Value.SuspensionSeconds || !question.IsSuspendedBy(held.Answer, now));
    }

    private bool IsUsable(HeldAnswer held) => held.Answer.IsFinal || held.Answer.NextUpdate > clock.GetUtcNow();
}

/// <summary>An answer and since when this store has it.</summary>
internal sealed record HeldAnswer(EvidenceAnswer Answer, DateTimeOffset FetchedAt);
