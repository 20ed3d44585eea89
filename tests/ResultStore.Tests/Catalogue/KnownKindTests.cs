using ResultStore.Catalogue;
using ResultStore.V1;

namespace ResultStore.Tests.Catalogue;

/// <summary>Whether the catalogue lacks a kind of paper: said only where it has kinds of paper at all.</summary>
public sealed class KnownKindTests
{
    private const string Birth = "KQ.H17.000001";

    private static readonly DateOnly Issued = CatalogueTexts.Day.AddYears(-3);

    [Theory]
    [InlineData(Birth, false)]
    [InlineData("1.001193", false)] // its other name
    [InlineData("1.001193.000.00.00.H17", false)] // as a place adapted that
    [InlineData("1.000894", false)] // a procedure
    [InlineData("KQ.H17.000010", true)]
    [InlineData("1.000895", true)]
    public void A_kind_is_known_by_code_other_name_or_procedure(string code, bool lacking) =>
        Assert.Equal(lacking, Small().LacksType(code, Issued));

    [Fact]
    public void A_kind_that_was_removed_is_known_for_the_papers_issued_before()
    {
        var kind = Small().Entries.Single(entry => entry.Code == Birth);
        var other = kind with { Code = "KQ.H17.000002", Body = new ResultType { Code = "KQ.H17.000002" } };
        var removed = kind with { Version = 2, ValidFrom = CatalogueTexts.Day, Body = null };
        var day = CatalogueSnapshot.Of(2, [.. Small().Entries, other, removed]).On(CatalogueTexts.Day);

        Assert.Null(day.FindType(Birth));
        Assert.False(day.LacksType(Birth, Issued));
    }

    [Fact]
    public void A_store_without_a_catalogue_lacks_nothing() =>
        Assert.False(CatalogueTexts.Nothing.LacksType(Birth, Issued));

    private static CatalogueDay Small() =>
        CatalogueTexts.After(CatalogueTexts.Nothing, ("a.json", CatalogueTexts.Small));
}
