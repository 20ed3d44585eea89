using EndToEnd.Tests.Site;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Lifecycle;

/// <summary>What officers do in the tests of this folder.</summary>
internal sealed class ChangeSteps(DevelopmentSite site)
{
    private readonly Papers _papers = new(site);

    public static ReadContext Why => new()
    {
        Purpose = Purpose.Dossier,
        DossierCode = "000.00.15.H99-260105-0001",
        Officer = "can-bo-1",
    };

    public static Change ChangeOf(ResultChangeKind kind, string decision, DateTimeOffset? effectiveAt = null) => new()
    {
        Kind = kind,
        Reason = "Phát hiện sai sót",
        LegalBasis = "NĐ 61/2018/NĐ-CP, Điều 21",
        DecisionNumber = decision,
        Officer = "lanh-dao-1",
        EffectiveAtUnixMs = effectiveAt?.ToUnixTimeMilliseconds() ?? 0,
    };

    /// <summary>Stores a paper of no other test, and reads it back as an agency does.</summary>
    public async Task<(string Code, ResultMetadata Metadata)> StoredAsync(Action<ResultMetadata>? change = null)
    {
        var request = await _papers.RequestAsync();
        change?.Invoke(request.Metadata);
        var answer = await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60));
        return (answer.Receipt.Code, (await GetAsync(answer.Receipt.Code)).Metadata);
    }

    public async Task<GetResultResponse> GetAsync(string code) => await site.Reuse.GetResultAsync(
        new GetResultRequest { Code = code, Context = Why }, site.As("agency"));

    public async Task<ChangeResultResponse> ChangeAsync(string code, Change change, int expectedVersion = 0) =>
        await site.Lifecycle.ChangeResultAsync(
            new ChangeResultRequest { Code = code, Change = change, ExpectedVersion = expectedVersion },
            site.As("agency"));

    public async Task<Refusal> RefusedAsync(string code, Change change, int expectedVersion = 0) => Refusals.Of(
        await Assert.ThrowsAsync<RpcException>(() => ChangeAsync(code, change, expectedVersion)));

    public async Task<GetHistoryResponse> HistoryAsync(string code) =>
        await site.Lifecycle.GetHistoryAsync(new GetHistoryRequest { Code = code }, site.As("one-stop"));

    /// <summary>Waits until the last thing that happened is of this kind.</summary>
    public async Task<GetHistoryResponse> UntilAsync(string code, string kind)
    {
        var until = TimeProvider.System.GetUtcNow().AddMinutes(1);
        while (true)
        {
            var history = await HistoryAsync(code);
            if (history.Entries[^1].Kind == kind)
            {
                return history;
            }

            Assert.True(TimeProvider.System.GetUtcNow() < until, $"still {history.Entries[^1].Kind}");
            await Task.Delay(200);
        }
    }
}
