using ResultStore.Sealing.Keys;

namespace ResultStore.Tests.Sealing;

/// <summary>A key file that cannot be used stops the start, and says which one it is.</summary>
public sealed class KeyFolderTests : IDisposable
{
    private static readonly string Secret = new('a', 64);

    private readonly KeyFolderOfATest _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reads_every_version()
    {
        _folder.Write("data-1.key", Secret);
        _folder.Write("data-12.key", Secret + "\n");

        Assert.Equal<short>([1, 12], new KeyFolder(_folder.Path).ReadVersions("data").Keys.Order());
    }

    [Theory]
    [InlineData("data-2.key", "zz")]
    [InlineData("data-2.key", "")]
    [InlineData("data-2.key", "abcd")]
    [InlineData("data-x.key", null)]
    [InlineData("data-02.key", null)]
    [InlineData("data-.key", null)]
    [InlineData("data-99999.key", null)]
    public void Names_the_file_that_cannot_be_used(string name, string? text)
    {
        _folder.Write("data-1.key", Secret);
        _folder.Write(name, text ?? Secret);

        var fault = Assert.Throws<InvalidDataException>(() => new KeyFolder(_folder.Path).ReadVersions("data"));

        Assert.StartsWith(name, fault.Message, StringComparison.Ordinal);
    }
}
