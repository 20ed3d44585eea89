namespace Proof.Tests.Pades;

/// <summary>By what a signed paper is known again.</summary>
public sealed class ContentNameTests : IDisposable
{
    private readonly SealingKit _kit = new();

    public void Dispose() => _kit.Dispose();

    [Fact]
    public void It_stays_when_the_signature_is_another_number_and_not_when_another_signs_the_same_bytes()
    {
        var prepared = SealingKit.Prepare(Papers.A4);
        var first = prepared.Complete(_kit.SignAsStore(prepared).Encode()).ToArray();
        var again = prepared.Complete(_kit.SignAsStore(prepared).Encode()).ToArray();
        var other = prepared.Complete(_kit.SignAsOfficer(prepared).Encode()).ToArray();

        // ECDSA draws a number for each signature; whoever has one can also make a second of it without the key.
        Assert.NotEqual(first, again);
        Assert.Equal(NameOf(first), NameOf(again));
        Assert.NotEqual(NameOf(first), NameOf(other));
    }

    private byte[] NameOf(byte[] file)
    {
        var name = Assert.Single(_kit.Validate(file).Signatures).ContentName;
        Assert.Equal(32, name.Length);
        return name.ToArray();
    }
}
