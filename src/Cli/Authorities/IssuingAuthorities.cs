using System.Security.Cryptography;
using Cli.Setup;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Proof.Cms;

namespace Cli.Authorities;

/// <summary>
/// What the issuers of the development certificates answer: OCSP (RFC 6960), revocation lists, their own certificates.
/// Everything they did not revoke is good.
/// </summary>
internal sealed class IssuingAuthorities
{
    private const string Ocsp = "application/ocsp-response";

    private static readonly string[] Names = ["root", "ca", "tsa-root"];
    private static readonly TimeSpan OcspLife = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan ListLife = TimeSpan.FromDays(1);

    private readonly List<Issuer> _issuers;
    private readonly Revocations _revocations;
    private readonly TimeProvider _clock;

    private IssuingAuthorities(List<Issuer> issuers, Revocations revocations, TimeProvider clock)
    {
        _issuers = issuers;
        _revocations = revocations;
        _clock = clock;
    }

    /// <summary>Where each answers, below the server's address.</summary>
    public IEnumerable<string> Paths => _issuers.Select(issuer => issuer.Path);

    /// <summary>The authorities of a data folder; those that are not there are left out.</summary>
    public static IssuingAuthorities Load(string data, TimeProvider clock)
    {
        var pki = Path.Combine(data, "pki");
        var there = Names.Where(name => File.Exists(Path.Combine(pki, $"{name}.key.pem")));
        return new([.. there.Select(name => Issuer.Of(DevelopmentStore.LoadSigner(data, name)))], new(data), clock);
    }

    public void Map(WebApplication app)
    {
        foreach (var issuer in _issuers)
        {
            app.MapPost($"{issuer.Path}/ocsp", async (HttpContext context) =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body, context.RequestAborted);
                return Results.Bytes(Respond(issuer, body.ToArray()), Ocsp);
            });

            // RFC 6960, A.1: small questions may come in the address.
            app.MapGet($"{issuer.Path}/ocsp/{{*question}}", (string question) =>
            {
                var bytes = new byte[question.Length];
                return Convert.TryFromBase64String(Uri.UnescapeDataString(question), bytes, out var written)
                    ? Results.Bytes(Respond(issuer, bytes.AsMemory(0, written)), Ocsp)
                    : Results.BadRequest();
            });
            app.MapGet($"{issuer.Path}/list.crl", () => Results.Bytes(Publish(issuer), "application/pkix-crl"));
            app.MapGet(
                $"{issuer.Path}/ca.cer",
                () => Results.Bytes(issuer.Certificate.Der.ToArray(), "application/pkix-cert"));
        }
    }

    private byte[] Respond(Issuer issuer, ReadOnlyMemory<byte> request)
    {
        var revoked = _revocations.Read();
        var now = _clock.GetUtcNow();
        var responder = new OcspResponder(issuer.Key, issuer.Certificate, issuer.Certificate);
        return responder.Respond(request, StatusOf, now, now + OcspLife);

        IssuedStatus StatusOf(ReadOnlyMemory<byte> serial) =>
            revoked.FirstOrDefault(each => each.IsOf(issuer.Certificate, serial.Span)) is { } found
                ? new IssuedStatus.Revoked(found.At, found.Reason)
                : new IssuedStatus.Good();
    }

    private byte[] Publish(Issuer issuer)
    {
        var now = _clock.GetUtcNow();
        var revoked = _revocations.Read().Where(each => each.IsBy(issuer.Certificate))
            .Select(each => new RevokedCertificate(Convert.FromHexString(each.Serial), each.At, each.Reason));
        return CrlPublisher.Publish(
            issuer.Certificate, issuer.Key, revoked, now.ToUnixTimeMilliseconds(), now, now + ListLife);
    }

    private sealed record Issuer(AsymmetricAlgorithm Key, Certificate Certificate, string Path)
    {
        public static Issuer Of(Identity identity) => Certificate.TryParse(identity.Chain[0], out var certificate)
            ? new(identity.Key, certificate, DevelopmentAuthorities.PathOf(identity.Chain[0]))
            : throw new InvalidDataException("An authority's chain holds no certificate.");
    }
}
