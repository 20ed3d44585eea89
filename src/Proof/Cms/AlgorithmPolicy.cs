using System.Globalization;
using System.Text.Json;

namespace Proof.Cms;

/// <summary>An algorithm that does not count as reliable at the time asked.</summary>
/// <param name="Algorithm">Its name with key size.</param>
/// <param name="Until">The first instant it no longer counted; null if it never did, or is unknown.</param>
public sealed record AlgorithmFinding(string Algorithm, DateTimeOffset? Until)
{
    /// <summary>The certificate that is signed by it; null: it is the signature itself.</summary>
    public Certificate? Certificate { get; init; }

    /// <summary>Proof of an earlier existence could mend it only if there was a time when it counted.</summary>
    /// <remarks>ETSI EN 319 102-1, 5.1.3, table 6, and 5.2.8.4.1.</remarks>
    public SubIndication SubIndication =>
        Until is null ? SubIndication.CryptoConstraintsFailure : SubIndication.CryptoConstraintsFailureNoPoe;
}

/// <summary>The dated table that says until when algorithms count; versioned, as verdicts are kept with it.</summary>
/// <remarks>ETSI TS 119 312. The built-in table is AlgorithmPolicy.json beside this file.</remarks>
public sealed class AlgorithmPolicy
{
    private static readonly DigestAlgorithm[] Usual =
    [
        DigestAlgorithm.Sha256, DigestAlgorithm.Sha384, DigestAlgorithm.Sha512,
        DigestAlgorithm.Sha3x256, DigestAlgorithm.Sha3x384, DigestAlgorithm.Sha3x512,
    ];

    private readonly Dictionary<string, DateTimeOffset> _digests = [];
    private readonly Dictionary<SignatureKind, List<(int FromBits, DateTimeOffset Until)>> _signatures = [];

    private AlgorithmPolicy(JsonElement table, ReadOnlyMemory<byte> encoded)
    {
        Encoded = encoded;
        Version = Text(table, "version");
        foreach (var row in table.GetProperty("digests").EnumerateArray())
        {
            _digests.Add(Text(row, "name"), Until(row));
        }

        foreach (var row in table.GetProperty("signatures").EnumerateArray())
        {
            var kind = Enum.Parse<SignatureKind>(Text(row, "kind"));
            if (!_signatures.TryGetValue(kind, out var rows))
            {
                _signatures[kind] = rows = [];
            }

            rows.Add((row.GetProperty("fromBits").GetInt32(), Until(row)));
        }
    }

    /// <summary>The table built into this program.</summary>
    public static AlgorithmPolicy BuiltIn { get; } = LoadBuiltIn();

    /// <summary>The table as it was read, UTF-8: kept with verdicts, which it alone can repeat.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>Goes into every report.</summary>
    public string Version { get; }

    /// <summary>Reads a table that an operator set in place of the built-in one.</summary>
    /// <param name="json">UTF-8, in the form of the built-in table.</param>
    /// <exception cref="FormatException">Not such a table.</exception>
    public static AlgorithmPolicy Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return new AlgorithmPolicy(document.RootElement, json);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException
            or ArgumentException)
        {
            throw new FormatException("Not an algorithm table: " + e.Message, e);
        }
    }

    /// <summary>Judges a digest on its own.</summary>
    /// <param name="digest">The digest; null for one this program does not know.</param>
    /// <param name="oid">Its identifier, for the report.</param>
    /// <param name="time">When the object provably existed; the current time if nothing proves it.</param>
    /// <returns>null if it counts.</returns>
    public AlgorithmFinding? Judge(DigestAlgorithm? digest, string oid, DateTimeOffset time) =>
        digest is not null && _digests.TryGetValue(digest.Name.Name!, out var until)
            ? (time < until ? null : new AlgorithmFinding(digest.ToString(), until))
            : new AlgorithmFinding(digest?.ToString() ?? AlgorithmNames.Of(oid), null);

    /// <summary>Judges a signature: its scheme, its digest and the size of the key.</summary>
    /// <param name="algorithm">The signature's algorithm.</param>
    /// <param name="key">The key it was made with.</param>
    /// <param name="time">When the signature provably existed; the current time if nothing proves it.</param>
    /// <returns>null if it counts.</returns>
    public AlgorithmFinding? Judge(SignatureAlgorithm algorithm, PublicKey key, DateTimeOffset time)
    {
        var hasOwnDigest = algorithm.Kind is SignatureKind.Ed25519 or SignatureKind.Ed448;
        if (!hasOwnDigest && Judge(algorithm.Digest, algorithm.Oid, time) is { } digest)
        {
            return digest;
        }

        var name = key.Bits > 0 ? $"{algorithm.Name}, {key.Bits} bits" : algorithm.Name;
        return UntilOf(algorithm, key) is not { } until ? new AlgorithmFinding(name, null)
            : time < until ? null
            : new AlgorithmFinding(name, until);
    }

    /// <summary>The first instant a signature no longer counts: a new time-stamp has to cover it before.</summary>
    /// <returns>null if it never counted; <see cref="DateTimeOffset.MaxValue"/> if no end is known.</returns>
    public DateTimeOffset? EndOf(SignatureAlgorithm algorithm, PublicKey key)
    {
        var digest = algorithm.Digest is null ? DateTimeOffset.MaxValue : EndOf(algorithm.Digest);
        return UntilOf(algorithm, key) is { } signature && digest is { } ofDigest
            ? (signature < ofDigest ? signature : ofDigest)
            : null;
    }

    /// <inheritdoc cref="EndOf(SignatureAlgorithm, PublicKey)"/>
    public DateTimeOffset? EndOf(DigestAlgorithm digest) =>
        _digests.TryGetValue(digest.Name.Name!, out var until) ? until : null;

    /// <summary>What to hash by so that it counts the longest; of several the most usual.</summary>
    public DigestAlgorithm LastingDigest() => Usual.Where(each => each.IsAvailable)
        .MaxBy(each => EndOf(each) ?? DateTimeOffset.MinValue)!;

    private DateTimeOffset? UntilOf(SignatureAlgorithm algorithm, PublicKey key)
    {
        DateTimeOffset? until = null;
        if (_signatures.TryGetValue(algorithm.Kind, out var rows))
        {
            foreach (var row in rows.Where(each => each.FromBits <= key.Bits).OrderBy(each => each.FromBits))
            {
                until = row.Until;
            }
        }

        return until;
    }

    private static AlgorithmPolicy LoadBuiltIn()
    {
        var assembly = typeof(AlgorithmPolicy).Assembly;
        using var stream = assembly.GetManifestResourceStream("Proof.Cms.AlgorithmPolicy.json")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Parse(bytes);
    }

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is empty.");

    private static DateTimeOffset Until(JsonElement row) => row.TryGetProperty("until", out var until)
        ? DateTimeOffset.ParseExact(
            until.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
        : DateTimeOffset.MaxValue;
}
