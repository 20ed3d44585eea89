using ResultStore.Sealing;
using ResultStore.Sealing.Keys;

namespace ResultStore.Tests.Sealing;

/// <summary>What operators hear of the end of the store's keys, and when.</summary>
public sealed class KeyReachTests : IDisposable
{
    private static readonly DateTimeOffset Start = KeyFolderOfATest.Start;

    private readonly KeyFolderOfATest _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_last_seal_s_end_is_told_six_weeks_before_and_after_it_and_a_successor_ends_that()
    {
        SealKeyEntry first = new()
        {
            Id = "1",
            KeyFile = "seal.key.pem",
            ChainFile = "seal.chain.pem",
            Agencies = ["*"],
            ValidTo = Start.AddDays(100),
        };
        _folder.WriteSeals(first);
        Assert.Equal("", Said(50));
        Assert.Contains("The seal 1 ends 2026-04-11", Said(60), StringComparison.Ordinal);
        Assert.Contains("The seal 1 ended 2026-04-11", Said(101), StringComparison.Ordinal);

        _folder.WriteSeal("seal-2.key.pem", "seal-2.chain.pem", "CN=Seal 2");
        var second = first with
        {
            Id = "2",
            KeyFile = "seal-2.key.pem",
            ChainFile = "seal-2.chain.pem",
            ValidFrom = Start.AddDays(100),
            ValidTo = Start.AddDays(900),
        };
        _folder.WriteSeals(first, second);
        Assert.Equal(("", ""), (Said(60), Said(101)));

        // Between them nobody can seal; one that is for some agencies alone does not help the others.
        _folder.WriteSeals(first, second with { ValidFrom = Start.AddDays(110) });
        Assert.Contains("The seal 1 ends", Said(99), StringComparison.Ordinal);
        Assert.Contains("The seal 1 ended", Said(105), StringComparison.Ordinal);
        _folder.WriteSeals(first, second with { Agencies = ["H99"] });
        Assert.Contains("The seal 1 ended", Said(105), StringComparison.Ordinal);
        _folder.WriteSeals(first with { KeyFile = null });
        Assert.Contains("There is no seal with a key", Said(1), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_key_s_end_is_told_too_and_a_unit_is_served_by_the_key_of_its_agency()
    {
        var end = Start.AddDays(30);
        _folder.WriteToken(new TokenKeyEntry
        {
            Kid = 1,
            KeyFile = "token-1.key.pem",
            Agencies = ["H99.11"],
            ValidFrom = Start,
            ValidTo = end,
        });
        Assert.Contains("The token key 1 ends 2026-01-30", Tokens(20), StringComparison.Ordinal);
        Assert.Contains("tthc key new-token", Tokens(31), StringComparison.Ordinal);

        _folder.WriteToken(new TokenKeyEntry
        {
            Kid = 2,
            KeyFile = _folder.WriteEc("token-2.key.pem"),
            Agencies = ["H99"],
            ValidFrom = end,
        });
        Assert.Equal(("", ""), (Tokens(20), Tokens(31)));
    }

    private string Said(int day)
    {
        var now = Start.AddDays(day);
        return KeyReach.OfSeals(_folder.Ring().Current, now).Reason(now, KeyReach.Early);
    }

    private string Tokens(int day)
    {
        var now = Start.AddDays(day);
        return KeyReach.OfTokens(_folder.Ring().Current, now).Reason(now, KeyReach.Soon);
    }
}
