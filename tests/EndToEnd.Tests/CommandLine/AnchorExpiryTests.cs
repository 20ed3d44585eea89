using Cli.Diagnosis;

namespace EndToEnd.Tests.CommandLine;

/// <summary>What <c>tthc doctor</c> says of the ends of certificates.</summary>
public sealed class AnchorExpiryTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_root_that_has_ended_is_noted_and_not_a_fault_that_asks_for_its_removal()
    {
        var finding = Expiry.JudgeAnchor("trust", "root.pem: Root", Now.AddYears(-1), Now);
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("hãy giữ lại", finding.Vi, StringComparison.Ordinal);
        Assert.Contains("leave it there", finding.En, StringComparison.Ordinal);
        Assert.Equal(Severity.Fault, Expiry.Judge("seal", "seal.pem", Now.AddYears(-1), Now).Severity);
        Assert.Equal(Severity.Good, Expiry.JudgeAnchor("trust", "root.pem", Now.AddYears(1), Now).Severity);
    }
}
