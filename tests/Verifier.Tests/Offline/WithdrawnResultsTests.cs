using Microsoft.Extensions.Options;
using ResultStore.V1;
using Verifier.Offline;

namespace Verifier.Tests.Offline;

/// <summary>What the feed last said of results that are not in force, for while the store is away.</summary>
public sealed class WithdrawnResultsTests
{
    private const string Code = "7K3M-9QWX-2FHT-5ZRD-V";

    private readonly WithdrawnResults _withdrawn =
        new(Options.Create(new OfflineOptions()), TimeProvider.System);

    [Theory]
    [InlineData(ResultStatus.Revoked)]
    [InlineData(ResultStatus.Suspended)]
    [InlineData(ResultStatus.Replaced)]
    public void What_was_withdrawn_stays_so_until_it_is_said_to_be_no_longer(ResultStatus status)
    {
        Say(status);
        Assert.Equal(status, _withdrawn.Find(Code)!.Event.Status);
        Say(ResultStatus.Unspecified);
        Assert.NotNull(_withdrawn.Find(Code));

        Say(ResultStatus.Valid);
        Assert.Null(_withdrawn.Find(Code));
    }

    [Fact]
    public void What_is_resumed_after_its_last_day_is_no_longer_suspended()
    {
        Say(ResultStatus.Suspended);
        Say(ResultStatus.Expired);

        Assert.Null(_withdrawn.Find(Code));
    }

    private void Say(ResultStatus status)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        _withdrawn.Take(new WatchResponse
        {
            Events = { new FeedEvent { Code = Code, Status = status, NumberedAtUnixMs = now } },
            AsOfUnixMs = now,
        });
    }
}
