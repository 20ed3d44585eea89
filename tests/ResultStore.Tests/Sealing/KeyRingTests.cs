using System.Security.Cryptography;
using Proof.Qr;
using ResultStore.Sealing;
using ResultStore.Sealing.Keys;

namespace ResultStore.Tests.Sealing;

/// <summary>Which key serves whom and when, and how keys change under a running server.</summary>
public sealed class KeyRingTests : IDisposable
{
    private static readonly DateTimeOffset Start = KeyFolderOfATest.Start;

    private readonly KeyFolderOfATest _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_agencys_own_key_goes_before_a_general_one_and_the_newer_before_the_older()
    {
        Add(2, Start.AddDays(10), null, "*");
        Add(3, Start.AddDays(5), Start.AddDays(20), "H99");
        Add(4, Start.AddDays(5), null, "H99.11");
        var choice = _folder.Ring().Current.TokenChoice;
        foreach (var (agency, day, kid) in ((string, int, int)[])
            [("H01", 0, 1), ("H01", 10, 2), ("H99", 4, 1), ("H99", 5, 3), ("H99.12", 19, 3), ("H99.12", 21, 2),
                ("H99.11.03", 30, 4), ("000.00.11.H99", 30, 4), ("", 30, 2), ("H99.12", 5, 3), ("H01", 0, 1)])
        {
            Assert.Equal(kid, (int)choice.For(agency, Start.AddDays(day))!.Entry.Kid);
        }

        Assert.Null(choice.For("H01", Start.AddDays(-1)));
    }

    [Fact]
    public void A_new_key_is_published_first_and_used_when_its_time_comes_without_a_restart()
    {
        var ring = _folder.Ring();
        var signer = new TokenSigner(ring);
        Assert.False(ring.Refresh());
        Add(2, Start.AddDays(1), null, "*");
        Assert.True(ring.Refresh());
        Assert.Equal([1, 2], signer.Published.Keys.Select(key => (int)key.KeyId));
        var first = Sign(signer, Start.AddHours(1));
        var second = Sign(signer, Start.AddDays(2));
        Assert.Equal(1, Genuine(signer, first).Token.KeyId);
        Assert.Equal(2, Genuine(signer, second).Token.KeyId);

        // Retired: its public half goes on verifying.
        var public1 = Convert.ToBase64String(
            ring.Current.Tokens[0].Private!.SubjectPublicKeyInfo);
        _folder.WriteToken(_folder.Tokens[0] with { KeyFile = null, PublicKey = public1, ValidTo = Start.AddDays(1) });
        File.Delete(Path.Combine(_folder.Path, "token-1.key.pem"));
        Assert.True(ring.Refresh());
        Assert.Equal(1, Genuine(signer, first).Token.KeyId);
        Assert.Throws<SealingUnavailableException>(() => Sign(signer, Start.AddHours(2)));
    }

    [Fact]
    public void A_reading_that_would_lose_or_change_a_key_is_refused_and_the_keys_stay()
    {
        var ring = _folder.Ring();
        var before = ring.Current;
        var only = _folder.Tokens[0];
        Add(2, Start, null, "*");
        _folder.Tokens.RemoveAll(entry => entry.Kid == 1);
        _folder.WriteTokens();
        Assert.False(ring.Refresh()); // 1 is gone

        _folder.WriteToken(only with { KeyFile = _folder.WriteEc("another.key.pem") });
        Assert.False(ring.Refresh()); // 1 is another
        _folder.Write(KeyLists.Tokens, "[{");
        Assert.False(ring.Refresh());
        _folder.WriteToken(only with { KeyFile = "absent.pem" });
        Assert.False(ring.Refresh());
        Assert.Same(before, ring.Current);
        _folder.WriteToken(only);
        Assert.True(ring.Refresh());
        Assert.Same(before.Tokens[0].Private, ring.Current.Tokens.Single(key => key.Entry.Kid == 1).Private);
    }

    [Fact]
    public void A_reading_that_failed_is_tried_again_at_each_look_though_the_folder_is_the_same()
    {
        var isAway = false;
        var ring = _folder.Ring((folder, before) =>
            isAway ? throw new InvalidDataException("The token is away.") : KeySet.Read(folder, before));
        Add(2, Start, null, "*");
        isAway = true;
        Assert.False(ring.Refresh());
        Assert.False(ring.Refresh());
        isAway = false;
        Assert.True(ring.Refresh());
        Assert.Equal(2, ring.Current.Tokens.Count);
        Assert.False(ring.Refresh()); // all is read
    }

    [Fact]
    public void A_refused_PIN_is_tried_once_until_the_folder_changes()
    {
        var (readings, isRefused) = (0, false);
        var ring = _folder.Ring((folder, before) =>
        {
            readings++;
            return isRefused
                ? throw new InvalidDataException("The PIN is refused.", new PinRefusedException())
                : KeySet.Read(folder, before);
        });
        Add(2, Start, null, "*");
        (readings, isRefused) = (0, true);
        for (var look = 0; look < 5; look++)
        {
            Assert.False(ring.Refresh());
        }

        Assert.Equal(1, readings);
        isRefused = false;
        _folder.Write("token.pin", "the right one");
        Assert.True(ring.Refresh());
    }

    [Fact]
    public void Seals_are_chosen_by_agency_and_time_and_a_retired_one_is_still_known()
    {
        using var rsa = RSA.Create(2048);
        _folder.WriteSeal("seal-b.key.pem", "seal-b.chain.pem", "CN=Seal B", rsa);
        var ring = _folder.Ring();
        var first = ring.SealFor("H99", Start.AddDays(1));
        var second = new SealKeyEntry
        {
            Id = "b",
            KeyFile = "seal-b.key.pem",
            ChainFile = "seal-b.chain.pem",
            Agencies = ["H99"],
            ValidFrom = Start.AddDays(10),
        };
        _folder.WriteSeals(KeyLists.OnlySeal, second);
        Assert.True(ring.Refresh());
        Assert.Equal("1", ring.SealFor("H99.11", Start.AddDays(9)).Entry.Id);
        Assert.Equal("b", ring.SealFor("H99.11", Start.AddDays(10)).Entry.Id);
        Assert.Equal("1", ring.SealFor("H01", Start.AddDays(10)).Entry.Id);
        var seal = ring.SealFor("H99", Start.AddDays(10));
        Assert.NotEmpty(seal.Sign(new byte[seal.Digest.Length]).Encode());

        _folder.WriteSeals(KeyLists.OnlySeal with { KeyFile = null }, second);
        Assert.True(ring.Refresh());
        Assert.True(ring.Current.IsSeal(first.Certificate.Sha256.Span));
        Assert.Throws<SealingUnavailableException>(() => ring.SealFor("H01", Start.AddDays(10)));
        _folder.WriteSeals(second);
        Assert.False(ring.Refresh()); // the first would be a stranger's
    }

    [Fact]
    public void A_key_that_fits_no_certificate_stops_the_start()
    {
        _folder.WriteEc("seal.key.pem");
        Assert.Throws<InvalidDataException>(() => _folder.Ring());
    }

    private static byte[] Sign(TokenSigner signer, DateTimeOffset at) => signer.Sign("H99.11", at, kid => new QrToken(
        kid, at, 0, ResultCode.Create(7, new byte[ResultCode.RandomSize], new byte[32]), 0, 1, null,
        new QrPublicFields { AgencyCode = "H99.11" }));

    private static TokenVerdict.Genuine Genuine(TokenSigner signer, byte[] token) =>
        Assert.IsType<TokenVerdict.Genuine>(signer.Published.Judge(token, Start.AddYears(1)));

    private void Add(ushort kid, DateTimeOffset from, DateTimeOffset? to, string agency) =>
        _folder.WriteToken(new TokenKeyEntry
        {
            Kid = kid,
            KeyFile = _folder.WriteEc($"token-{kid}.key.pem"),
            Agencies = [agency],
            ValidFrom = from,
            ValidTo = to,
        });
}
