using Proof.Cms;
using Proof.Pades;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>A revocation after the signature, of which the authority says that the key was in other hands before it.
/// </summary>
/// <remarks>RFC 5280, 5.3.2; EN 319 102-1 goes by the time of revocation.</remarks>
public sealed class InvalidityDateTests : IDisposable
{
    private static readonly DateTimeOffset Now = TestPki.Now;
    private static readonly DateTimeOffset Stamped = Now.AddDays(-5);
    private static readonly DateTimeOffset RevokedAt = Now.AddDays(-3);

    private readonly TestSigner _signer = new();
    private readonly TestTimestampAuthority _authority;
    private readonly EvidenceForge _forge;
    private readonly byte[] _paper;

    public InvalidityDateTests()
    {
        _authority = new TestTimestampAuthority(_signer.Pki) { Time = Stamped };
        _forge = new EvidenceForge(TestPki.Parse(_signer.Pki.Ca), _signer.Pki.CaKey);
        var file = PdfFile.Base();
        _signer.Sign(file, new SignOptions { Time = Stamped.AddMinutes(-1) });
        _signer.Sign(file, new SignOptions
        {
            Name = "Stamp",
            SubFilter = "ETSI.RFC3161",
            Contents = _authority.Stamp,
        });
        _paper = file.ToArray();
    }

    public void Dispose()
    {
        _authority.Dispose();
        _signer.Dispose();
    }

    [Theory]
    [InlineData(-6, true)]
    [InlineData(-5, true)]
    [InlineData(-4, false)]
    public void A_date_before_the_signature_is_warned_of_and_decides_nothing(int days, bool warned)
    {
        var from = Now.AddDays(days);
        var list = List(EvidenceForge.Time(from));
        foreach (var card in (SignatureReport[])
            [Judge([list], []), Judge([], [Answer(from)]), Judge([list], [Answer(null)])])
        {
            Assert.Equal(
                (Indication.TotalPassed, from, RevokedAt), (card.Indication, card.InvalidFrom, card.RevokedSince));
            Assert.Equal(RevocationReason.KeyCompromise, card.RevokedFor);
            Assert.Equal(warned ? SignatureWarnings.InvalidBeforeSignature : 0, card.Warnings);
        }
    }

    [Fact]
    public void One_that_cannot_be_read_leaves_the_revocation_as_it_is()
    {
        var card = Judge([List([0x05, 0x00])], []);

        Assert.Equal((Indication.TotalPassed, null, RevokedAt), (card.Indication, card.InvalidFrom, card.RevokedSince));
        Assert.Equal(SignatureWarnings.None, card.Warnings);
    }

    [Fact]
    public void Word_from_the_future_does_not_count_and_is_told_as_that()
    {
        var later = Now.AddDays(2);
        var list = _forge.Crl([], at: later);
        var answer = _forge.Ocsp(_signer.Certificate, TestPki.Parse(_signer.Pki.Ca), later, later.AddDays(7));

        Assert.Equal(new RevocationStatus.Unknown(RevocationGap.FromTheFuture), Judge([list], []).Revocation[0]);
        Assert.Equal(new RevocationStatus.Unknown(RevocationGap.FromTheFuture), Judge([], [answer]).Revocation[0]);
    }

    private byte[] List(byte[] invalidityDate) => _forge.Crl(
        [new EvidenceForge.Entry(_signer.Certificate.SerialNumber, 1, InvalidityDate: invalidityDate)],
        revokedAt: RevokedAt);

    private byte[] Answer(DateTimeOffset? invalidFrom) => _forge.Ocsp(
        _signer.Certificate,
        TestPki.Parse(_signer.Pki.Ca),
        Now,
        Now.AddDays(7),
        invalidFrom is { } from ? [(Oids.InvalidityDate, false, EvidenceForge.Time(from))] : null,
        revokedAt: RevokedAt);

    private SignatureReport Judge(byte[][] crls, byte[][] ocsp)
    {
        var above = CrlPublisher.Publish(
            TestPki.Parse(_signer.Pki.Root), _signer.Pki.RootKey, [], 1, Now, Now.AddDays(7));
        var evidence = RevocationEvidence.Of(
            crls.Append(above).Select(each => (ReadOnlyMemory<byte>)each),
            ocsp.Select(each => (ReadOnlyMemory<byte>)each));
        return PadesValidator.Validate(_paper, _signer.Context with { Revocation = evidence }).Signatures[0];
    }
}
