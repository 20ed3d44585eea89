namespace EndToEnd.Tests.Site;

/// <summary>Tests that can share one site, as each uses papers of its own.</summary>
[CollectionDefinition(Name)]
public sealed class SharedSite : ICollectionFixture<DevelopmentSite>
{
    public const string Name = "one site";
}
