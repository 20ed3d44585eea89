using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Proof.Qr;

/// <summary>A published key that signs tokens, with what it may sign and when.</summary>
public sealed class TokenKey
{
    /// <summary>In <see cref="Agencies"/>: every agency.</summary>
    public const string EveryAgency = AgencyScope.Every;

    private readonly ConcurrentBag<ECDsa> _idle = [];

    private TokenKey(ECParameters publicKey, byte[] spki)
    {
        PublicKey = publicKey;
        SubjectPublicKeyInfo = spki;
    }

    /// <summary>The number that tokens name the key by.</summary>
    public required ushort KeyId { get; init; }

    /// <summary>DER of SubjectPublicKeyInfo (RFC 5280, 4.1).</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>
    /// Codes of the agencies the key signs for, each with all units below it, or <see cref="EveryAgency"/>; empty:
    /// none.
    /// </summary>
    public required IReadOnlyList<string> Agencies { get; init; }

    /// <summary>First instant a token may be issued at.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>First instant no token may be issued at any more; null while no end is set.</summary>
    public required DateTimeOffset? ValidTo { get; init; }

    /// <summary>A key for trying out: everything it signed is to be marked as not valid.</summary>
    public required bool Development { get; init; }

    internal ECParameters PublicKey { get; }

    /// <summary>Takes a public key.</summary>
    /// <returns>Null unless it is one P-256 key with nothing after it.</returns>
    public static TokenKey? TryCreate(
        ushort keyId,
        ReadOnlySpan<byte> subjectPublicKeyInfo,
        IReadOnlyList<string> agencies,
        DateTimeOffset validFrom,
        DateTimeOffset? validTo,
        bool development)
    {
        ECParameters parameters;
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out var read);
            parameters = key.ExportParameters(includePrivateParameters: false);
            if (read != subjectPublicKeyInfo.Length
                || parameters.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            {
                return null;
            }
        }
        catch (CryptographicException)
        {
            // The only way .NET has to say "not a key".
            return null;
        }

        return new TokenKey(parameters, subjectPublicKeyInfo.ToArray())
        {
            KeyId = keyId,
            Agencies = agencies,
            ValidFrom = validFrom,
            ValidTo = validTo,
            Development = development,
        };
    }

    /// <summary>Whether a token issued at this instant falls into the key's time.</summary>
    public bool IsValidAt(DateTimeOffset instant) => instant >= ValidFrom && (ValidTo is null || instant < ValidTo);

    /// <summary>Whether the key may sign for this agency; for none named, only a key for every agency may.</summary>
    public bool Covers(string? agencyCode) => AgencyScope.Fit(Agencies, agencyCode) >= 0;

    internal bool Signed(SignedQrToken token) => With(token.IsSignedBy);

    /// <summary>Whether this key signed a presentation.</summary>
    internal bool Signed(ReadOnlySpan<byte> presentation)
    {
        var input = PresentationToken.SigningInput(presentation[..PresentationToken.BodySize]);
        var signature = presentation[PresentationToken.BodySize..].ToArray();
        return With(key => key.VerifyData(
            input, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    private bool With(Func<ECDsa, bool> verify)
    {
        // To import a key costs five times what a verification does; one object is for one thread at a time.
        if (!_idle.TryTake(out var key))
        {
            key = ECDsa.Create(PublicKey);
        }

        var isSigned = verify(key);
        _idle.Add(key);
        return isSigned;
    }
}
