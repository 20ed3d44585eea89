namespace Verifier.Tests;

/// <summary>One store, one Verifier and one browser for the tests of the page.</summary>
[CollectionDefinition(Name)]
public sealed class PageSite : ICollectionFixture<Running>, ICollectionFixture<Browser>
{
    public const string Name = "the page";
}
