using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Proof.Cms;
using Proof.Pades;

namespace ResultStore.Validation;

/// <summary>A signature policy that signers may name. Its document is given as a file, which the operator has read, or
/// by its digest alone; several entries of one OID are several documents.</summary>
internal sealed class SignaturePolicyOptions : IValidatableObject
{
    /// <summary>Largest document read, in bytes.</summary>
    private const int MaxFileBytes = 64 << 20;

    private const int MaxOidLength = 128;

    private static readonly SearchValues<char> OidCharacters = SearchValues.Create("0123456789.");

    /// <summary>Identifier of the policy, dotted.</summary>
    [Required]
    public string Oid { get; init; } = "";

    /// <summary>Stands in reports. Default: the OID.</summary>
    [StringLength(200)]
    public string Name { get; init; } = "";

    /// <summary>The policy's document; its digests are computed at start.</summary>
    public string File { get; init; } = "";

    /// <summary>Digest of the document where there is no file, hex.</summary>
    public string Digest { get; init; } = "";

    /// <summary>Algorithm of <see cref="Digest"/>: SHA1, SHA256, SHA384, SHA512, SHA3-256, SHA3-384, SHA3-512. Default
    /// SHA256.</summary>
    public string DigestAlgorithm { get; init; } = "SHA256";

    public IEnumerable<ValidationResult> Validate(System.ComponentModel.DataAnnotations.ValidationContext _)
    {
        var which = $"Trust:SignaturePolicies: {Oid}";
        if (!IsOid(Oid))
        {
            yield return new($"{which}: Oid is an object identifier such as 1.3.6.1.4.1.99999.1.", [nameof(Oid)]);
        }

        if ((File.Length > 0) == (Digest.Length > 0))
        {
            yield return new($"{which}: exactly one of File and Digest is set.", [nameof(File)]);
        }
        else if (File.Length > 0 && new FileInfo(File) is not { Exists: true, Length: > 0 and <= MaxFileBytes })
        {
            yield return new($"{which}: {File} is no file of 1 byte to 64 MiB.", [nameof(File)]);
        }
        else if (Digest.Length > 0 && DigestOf() is null)
        {
            yield return new(
                $"{which}: Digest is hexadecimal and as long as DigestAlgorithm makes it, which is one of SHA1, "
                + "SHA256, SHA384, SHA512, SHA3-256, SHA3-384, SHA3-512.", [nameof(Digest)]);
        }
    }

    /// <exception cref="InvalidDataException">The file cannot be read any more.</exception>
    public KnownSignaturePolicy Read()
    {
        try
        {
            return new KnownSignaturePolicy(
                Oid,
                Name.Length > 0 ? Name : Oid,
                DigestOf() is { } digest
                    ? [digest]
                    : SignaturePolicyDocument.DigestsOf(System.IO.File.ReadAllBytes(File)));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"Trust:SignaturePolicies: {Oid}: {fault.Message}", fault);
        }
    }

    private SignaturePolicyDigest? DigestOf()
    {
        var value = new byte[Digest.Length / 2];
        return Digest.Length > 0
            && Proof.Cms.DigestAlgorithm.TryFromName(new HashAlgorithmName(DigestAlgorithm), out var algorithm)
            && Digest.Length == 2 * algorithm.Length
            && Convert.FromHexString(Digest, value, out _, out _) == OperationStatus.Done
                ? new SignaturePolicyDigest(algorithm.Oid, value)
                : null;
    }

    private static bool IsOid(string text)
    {
        var arcs = text.Split('.');
        return text.Length <= MaxOidLength && !text.AsSpan().ContainsAnyExcept(OidCharacters)
            && arcs is ["0" or "1" or "2", _, ..]
            && Array.TrueForAll(arcs, arc => arc.Length > 0 && (arc.Length == 1 || arc[0] != '0'))
            && (arcs[0] == "2" || (arcs[1].Length <= 2 && int.Parse(arcs[1], null) < 40));
    }
}

/// <summary>What becomes of signatures that name a policy which is not among those known.</summary>
internal enum UnknownSignaturePolicy
{
    /// <summary>INDETERMINATE / SIGNATURE_POLICY_NOT_AVAILABLE.</summary>
    Refuse,

    /// <summary>Judged by the store's own rules; the report says that the policy is not known.</summary>
    ApplyOwnRules,
}
