using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using EndToEnd.Tests.Site;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Crash;

/// <summary>
/// The store is killed (SIGKILL) at random moments while results are pushed. After each restart every acknowledged
/// result is there with both files whole, and what was not acknowledged can be pushed again.
/// </summary>
public sealed class CrashTests(DevelopmentSite site) : IClassFixture<DevelopmentSite>
{
    private const int Pushers = 4;

    /// <summary>3 in every test run, 30 in <c>make crash</c>.</summary>
    private static int Rounds => int.Parse(
        Environment.GetEnvironmentVariable("CRASH_ROUNDS") ?? "3", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_nothing_is_half_there_however_often_the_store_is_killed()
    {
        var papers = new Papers(site);
        var acknowledged = new List<(SubmitResultRequest Request, Receipt Receipt)>();
        for (var round = 0; round < Rounds; round++)
        {
            var stored = new ConcurrentBag<(SubmitResultRequest, Receipt)>();
            var unanswered = new ConcurrentBag<SubmitResultRequest>();
            var pushing = Enumerable.Range(0, Pushers)
                .Select(_ => Task.Run(() => PushUntilKilledAsync(papers, stored, unanswered))).ToList();
            await Task.Delay(RandomNumberGenerator.GetInt32(50, 1_500));
            await site.Store.KillAsync();
            await Task.WhenAll(pushing);

            site.StartStore();
            await site.UntilReadyAsync();

            // Whether a push whose answer was lost had been kept or not: the same push again ends well.
            foreach (var request in unanswered)
            {
                stored.Add((request, await PushAsync(request)));
            }

            foreach (var (request, receipt) in stored)
            {
                await Documents.MustBeWholeAsync(site, receipt, request.Document.ToByteArray());
                acknowledged.Add((request, receipt));
            }
        }

        // Once more at the end: no later crash harmed what an earlier one had left whole.
        foreach (var (request, receipt) in acknowledged)
        {
            await Documents.MustBeWholeAsync(site, receipt, request.Document.ToByteArray());
            var answer = await site.StoreVerification.VerifyCodeAsync(
                new VerifyCodeRequest { Link = receipt.Qr.Link }, site.As("verifier"), DevelopmentSite.In(30));
            Assert.Equal(VerificationState.Valid, answer.State);
            var again = await PushAsync(request);
            Assert.Equal((true, receipt.Code), (again.Repeated, again.Code));
        }

        Assert.Equal(acknowledged.Count, acknowledged.Select(each => each.Receipt.Code).Distinct().Count());
        Assert.NotEmpty(acknowledged);
    }

    private async Task PushUntilKilledAsync(
        Papers papers,
        ConcurrentBag<(SubmitResultRequest, Receipt)> stored,
        ConcurrentBag<SubmitResultRequest> unanswered)
    {
        while (true)
        {
            var request = await papers.RequestAsync();
            try
            {
                stored.Add((request, await PushAsync(request)));
            }
            catch (RpcException killed) when (killed.StatusCode is not (StatusCode.InvalidArgument
                or StatusCode.FailedPrecondition or StatusCode.AlreadyExists or StatusCode.PermissionDenied))
            {
                unanswered.Add(request);
                return;
            }
        }
    }

    private async Task<Receipt> PushAsync(SubmitResultRequest request) =>
        (await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60))).Receipt;
}
