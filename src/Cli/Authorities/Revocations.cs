using System.Text.Json;
using System.Text.Json.Serialization;
using Cli.Setup;
using Proof.Cms;

namespace Cli.Authorities;

/// <summary>The development certificates that are revoked: a file beside the authorities' keys, read at each question.
/// </summary>
internal sealed class Revocations(string data)
{
    private const string FileName = "revoked.json";

    private readonly string _folder = Path.Combine(data, "pki");

    public IReadOnlyList<Revocation> Read()
    {
        var path = Path.Combine(_folder, FileName);
        return File.Exists(path)
            ? JsonSerializer.Deserialize(File.ReadAllBytes(path), RevocationJson.Default.RevocationArray) ?? []
            : [];
    }

    /// <summary>Revokes a certificate; one that is revoked already gets the new time and reason.</summary>
    public void Add(Revocation revocation) => Write([.. Without(revocation), revocation]);

    /// <summary>Takes a revocation back: real authorities do so only with suspensions.</summary>
    /// <returns>False where there was none.</returns>
    public bool Remove(Revocation revocation)
    {
        var before = Read();
        var after = Without(revocation).ToArray();
        Write(after);
        return after.Length < before.Count;
    }

    private IEnumerable<Revocation> Without(Revocation revocation) =>
        Read().Where(each => each.Issuer != revocation.Issuer || each.Serial != revocation.Serial);

    private void Write(Revocation[] all) => new PrivateFolder(_folder).Replace(
        FileName, JsonSerializer.Serialize(all, RevocationJson.Default.RevocationArray) + "\n");
}

/// <param name="Issuer">SHA-256 of the issuer's certificate, hex.</param>
/// <param name="Serial">Content octets of the serial number, hex.</param>
/// <param name="Subject">For people.</param>
internal sealed record Revocation(
    string Issuer, string Serial, string Subject, DateTimeOffset At, RevocationReason Reason)
{
    public static Revocation Of(Certificate certificate, Certificate issuer, DateTimeOffset at, RevocationReason reason)
        => new(HexOf(issuer), Convert.ToHexStringLower(certificate.SerialNumber.Span), certificate.Subject.ToString(),
            at, reason);

    public bool IsBy(Certificate issuer) => Issuer == HexOf(issuer);

    public bool IsOf(Certificate issuer, ReadOnlySpan<byte> serial) =>
        IsBy(issuer) && Convert.FromHexString(Serial).AsSpan().SequenceEqual(serial);

    private static string HexOf(Certificate issuer) => Convert.ToHexStringLower(issuer.Sha256.Span);
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Revocation[]))]
internal sealed partial class RevocationJson : JsonSerializerContext;
