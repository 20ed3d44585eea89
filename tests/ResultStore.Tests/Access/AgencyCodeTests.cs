using ResultStore.Access;

namespace ResultStore.Tests.Access;

public sealed class AgencyCodeTests
{
    [Theory]
    [InlineData("000.00.15.H17", "H17.15")]
    [InlineData("000.05.15.H17", "H17.15.05")]
    [InlineData("001.00.15.H17", "H17.15.00.001")]
    [InlineData("000.00.00.G09", "G09")]
    [InlineData("H17.15.2A", "H17.15.2A")]
    public void Both_forms_in_circulation_have_one_canonical_form(string text, string canonical)
    {
        Assert.True(AgencyCode.TryParse(text, out var code));
        Assert.Equal(canonical, code.Canonical);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Z17.15")]
    [InlineData("h17.15")]
    [InlineData("H17..15")]
    [InlineData("000.00.15")]
    [InlineData("H17.15\n")]
    [InlineData("H١٧")]
    public void What_is_no_agency_code_is_refused(string text) => Assert.False(AgencyCode.TryParse(text, out _));

    [Theory]
    [InlineData("H17", "H17.15", true)]
    [InlineData("H17.15", "H17.15", true)]
    [InlineData("H17.1", "H17.15", false)]
    [InlineData("H17.15", "H17", false)]
    public void An_agency_covers_itself_and_what_is_below_it(string above, string below, bool covers)
    {
        Assert.True(AgencyCode.TryParse(above, out var first));
        Assert.True(AgencyCode.TryParse(below, out var second));
        Assert.Equal(covers, first.Covers(second));
    }
}
