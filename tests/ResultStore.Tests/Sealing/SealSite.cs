using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;
using ResultStore.Ops;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Validation;

namespace ResultStore.Tests.Sealing;

/// <summary>The sealing half of a store without its doors: real keys, files and rows, a clock that can be moved, and
/// time-stamp authorities and revocation lists by its time.</summary>
internal sealed class SealSite : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = KeyFolderOfATest.Start;

    private readonly KeyFolderOfATest _keys = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("resultstore-seals-");
    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;
    private readonly List<(TimeStampAuthority Authority, Certificate Certificate)> _authorities = [];
    private readonly List<(X509Certificate2 Root, HashAlgorithmName Hash)> _others = [];
    private readonly TimeStampAuthority _stranger;
    private readonly IHost _host;
    private int _serial;
    private byte[]? _earlier;

    public SealSite(Dictionary<string, string?>? settings = null)
    {
        var request = new CertificateRequest("CN=Root", _rootKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _root = request.CreateSelfSigned(Start.AddYears(-1), Start.AddYears(20));
        MakeSeal();
        _authorities.Add(MakeAuthority(Start, Start.AddYears(2)));
        _authorities.Add(MakeAuthority(Start.AddYears(1), Start.AddYears(6)));
        (_stranger, _) = MakeAuthority(Start, Start.AddYears(2), isTrusted: false);
        foreach (var name in (string[])["trust", "crl"])
        {
            _folder.CreateSubdirectory(name);
        }

        File.WriteAllText(Path.Combine(_folder.FullName, "trust", "root.pem"), _root.ExportCertificatePem());
        PublishList();
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:Database"] = Path.Combine(_folder.FullName, "store.db"),
            ["Storage:Documents"] = Path.Combine(_folder.FullName, "documents"),
            ["Sealing:Keys"] = _keys.Path,
            ["Sealing:TimestampAuthorities:0"] = "http://good.example/",
            ["Sealing:Level"] = "B-LTA",
            ["Sealing:RaisePerMinute"] = "60000",
            ["Qr:BaseUrl"] = "https://kq.example.vn",
            ["Trust:Signers:0"] = Path.Combine(_folder.FullName, "trust"),
            ["Trust:Timestamps:0"] = Path.Combine(_folder.FullName, "trust"),
            ["Revocation:CrlFolder"] = Path.Combine(_folder.FullName, "crl"),
            ["Revocation:Network"] = "false",
        }.Concat(settings ?? []).GroupBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Last().Value));
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.AddStorage();
        builder.AddSealing();
        builder.AddValidation();
        builder.Services.AddSingleton<StoreMetrics>();
        builder.Services.AddSingleton(_ => new HttpClient(new Answering(this)));
        _host = builder.Build(); // never started: tests say when the job runs
    }

    public MovableClock Clock { get; } = new(Start.AddDays(1));

    /// <summary>Hosts that were asked for a time-stamp.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Where files for settings can be put.</summary>
    public string Folder => _folder.FullName;

    /// <summary>One of a server's parts with some of its own parts replaced.</summary>
    public T Make<T>(params object[] parts) => ActivatorUtilities.CreateInstance<T>(_host.Services, parts);

    /// <summary>A further authority that is trusted, with lists by its key; before anything is asked of the site.
    /// </summary>
    public void AddRoot(X509Certificate2 root, HashAlgorithmName hash)
    {
        _others.Add((root, hash));
        File.WriteAllText(Path.Combine(Folder, "trust", $"{_others.Count}.pem"), root.ExportCertificatePem());
    }

    /// <summary>The time-stamps of a later age, by an authority with a root of its own.</summary>
    public void AddAuthority(DateTimeOffset from, DateTimeOffset to, ECCurve curve, HashAlgorithmName hash)
    {
        var request = new CertificateRequest($"CN=Root of {from.Year}", ECDsa.Create(curve), hash);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var root = request.CreateSelfSigned(from.AddYears(-1), to.AddYears(1));
        AddRoot(root, hash);
        var key = ECDsa.Create(curve);
        var stamps = new CertificateRequest($"CN=Time-stamps of {from.Year}", key, hash);
        stamps.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        stamps.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.8")], critical: true));
        using var issued = stamps.Create(root, from, to, [1, (byte)_others.Count]);
        Assert.True(Certificate.TryParse(issued.RawData, out var certificate));
        Assert.True(Certificate.TryParse(root.RawData, out var anchor));
        _authorities.Add((
            new TimeStampAuthority(key, certificate, [anchor], "2.999.1", TimeSpan.FromSeconds(1)), certificate));
    }

    /// <summary>What all lists in the folder say.</summary>
    public ReadOnlyMemory<byte>[] Lists() =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, "crl")).Select(path => File.ReadAllBytes(path))];

    /// <summary>What an authority's list says today: nobody is revoked, or so many whom no test knows.</summary>
    public byte[] ListOf(X509Certificate2 root, HashAlgorithmName hash, int revoked = 0)
    {
        var list = new CertificateRevocationListBuilder();
        for (var i = 0; i < revoked; i++)
        {
            list.AddEntry([1, 2, 3, 4, 5, 6, 7, 8, (byte)(i >> 16), (byte)(i >> 8), (byte)i], Clock.Now.AddDays(-1));
        }

        return list.Build(
            root, Clock.Now.ToUnixTimeSeconds(), Clock.Now.AddDays(7), hash, RSASignaturePadding.Pkcs1,
            Clock.Now.AddHours(-1));
    }

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public Task MakeAsync() => Get<Database>().MigrateAsync(Clock, CancellationToken.None);

    /// <summary>A server's job of its own.</summary>
    public SealJob NewJob() => ActivatorUtilities.CreateInstance<SealJob>(_host.Services);

    public void MoveTo(DateTimeOffset time)
    {
        Clock.Now = time;
        PublishList();
    }

    /// <summary>The seal over a document, without a time-stamp.</summary>
    public (PreparedSignature Prepared, CadesSignature Cms) Seal(UnencryptedPdf document)
    {
        var prepared = Assert.IsType<PrepareOutcome.Prepared>(PadesSigner.Prepare(
            document, new SignatureOptions { SigningTime = Clock.Now, FieldName = "ResultStoreSeal" })).Signature;
        var seal = Get<KeyRing>().SealFor("H99", Clock.Now);
        return (prepared, seal.Sign(prepared.DigestBy(seal.Digest)));
    }

    /// <summary>A document without signatures.</summary>
    public static byte[] Sample()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ResultStore.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return File.ReadAllBytes(Path.Combine(folder, "samples", "tro-cap-xa-hoi.pdf"));
    }

    /// <summary>A token by an authority that the store has no reason to trust, sound in all else.</summary>
    public TimeStampToken StrangersStamp(ReadOnlyMemory<byte> content)
    {
        var question = TimeStampRequest.Create(DigestAlgorithm.Sha256, SHA256.HashData(content.Span), new byte[8]);
        var answer = _stranger.Respond(question.Encoded.ToArray(), Clock.Now, [1]);
        return Assert.IsType<TimeStampResponse.Granted>(TimeStampResponse.Read(answer, question)).Token;
    }

    /// <summary>What the authority of that name answers: good, a stranger's, an old answer, rubbish, nothing.</summary>
    private HttpResponseMessage Answer(string host, byte[] question)
    {
        Asked.Add(host);
        var (authority, _) = _authorities.Last(each => each.Certificate.NotBefore <= Clock.Now);
        var answer = authority.Respond(question, Clock.Now, [(byte)(++_serial >> 8), (byte)_serial]);
        _earlier ??= answer;
        return host switch
        {
            "good.example" => Ok(answer),
            "stranger.example" => Ok(_stranger.Respond(question, Clock.Now, [1])),
            "replay.example" => Ok(_earlier),
            "rubbish.example" => Ok([1, 2, 3]),
            _ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync();
        _keys.Dispose();
        _rootKey.Dispose();
        _root.Dispose();
        _folder.Delete(recursive: true);
    }

    private static HttpResponseMessage Ok(byte[] body) =>
        new(HttpStatusCode.OK) { Content = new ByteArrayContent(body) };

    private void MakeSeal()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Issue("CN=Seal", key, Start, Start.AddYears(3));
        _keys.Write("seal.key.pem", key.ExportPkcs8PrivateKeyPem());
        _keys.Write("seal.chain.pem", certificate.ExportCertificatePem() + "\n" + _root.ExportCertificatePem());
    }

    private (TimeStampAuthority Authority, Certificate Certificate) MakeAuthority(
        DateTimeOffset from, DateTimeOffset to, bool isTrusted = true)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = Issue("CN=Time-stamps", key, from, to, "1.3.6.1.5.5.7.3.8", isTrusted);
        Assert.True(Certificate.TryParse(issued.RawData, out var certificate));
        Assert.True(Certificate.TryParse(_root.RawData, out var root));
        return (new TimeStampAuthority(key, certificate, [root], "2.999.1", TimeSpan.FromSeconds(1)), certificate);
    }

    private X509Certificate2 Issue(
        string subject,
        ECDsa key,
        DateTimeOffset from,
        DateTimeOffset to,
        string? purpose = null,
        bool isTrusted = true)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        if (purpose is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: true));
        }

        if (!isTrusted)
        {
            return request.CreateSelfSigned(from, to);
        }

        return request.Create(_root, from, to, RandomNumberGenerator.GetBytes(8).Prepend((byte)1).ToArray());
    }

    private void PublishList()
    {
        using var issuer = _root.HasPrivateKey ? new X509Certificate2(_root) : _root.CopyWithPrivateKey(_rootKey);
        var list = new CertificateRevocationListBuilder().Build(
            issuer, Clock.Now.ToUnixTimeSeconds(), Clock.Now.AddDays(7), HashAlgorithmName.SHA256, null,
            Clock.Now.AddHours(-1));
        File.WriteAllBytes(Path.Combine(_folder.FullName, "crl", "root.crl"), list);
        foreach (var (root, hash) in _others.Where(each => each.Root.NotAfter > Clock.Now.LocalDateTime
            && each.Root.NotBefore < Clock.Now.LocalDateTime))
        {
            File.WriteAllBytes(
                Path.Combine(_folder.FullName, "crl", $"{root.SerialNumber}.crl"), ListOf(root, hash));
        }
    }

    private sealed class Answering(SealSite site) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) => site.Answer(
            request.RequestUri!.Host, await request.Content!.ReadAsByteArrayAsync(cancellationToken));
    }
}

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class MovableClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
