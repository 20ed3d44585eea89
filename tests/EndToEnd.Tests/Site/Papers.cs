using System.Globalization;
using Cli.Setup;
using Cli.Signing;
using Google.Protobuf;
using ResultStore.V1;

namespace EndToEnd.Tests.Site;

/// <summary>Signed papers of a site, each one of its own: another signature field makes other bytes.</summary>
internal sealed class Papers(
    DevelopmentSite site, Identity? officer = null, TimeStampClient? timeStamps = null, Identity? agency = null,
    byte[]? policy = null)
{
    private static int _last;

    private readonly Identity _officer =
        officer ?? DevelopmentStore.LoadSigner(site.Data, DevelopmentStore.Officer);

    private readonly Identity _agency =
        agency ?? DevelopmentStore.LoadSigner(site.Data, DevelopmentStore.Agency);

    private readonly DocumentSigner _signer = new(TimeProvider.System, timeStamps) { Policy = policy };

    public static byte[] Unsigned(string sample = "tro-cap-xa-hoi") =>
        File.ReadAllBytes(Repository.PathTo("samples", $"{sample}.pdf"));

    /// <summary>In the document information: no structure hangs on it, only the signatures do.</summary>
    public static int AnInnocentByte(byte[] pdf) => pdf.AsSpan().IndexOf("/Producer ("u8) + "/Producer ("u8.Length;

    /// <summary>A QR's text with one digit of its signature changed.</summary>
    public static string WithAnotherDigit(string link) =>
        string.Concat(link.AsSpan(0, link.Length - 20), link[^20] == '1' ? "2" : "1", link.AsSpan(link.Length - 19));

    /// <summary>The metadata of a sample under a dossier code and number that no other test has.</summary>
    public static ResultMetadata Metadata(string sample = "tro-cap-xa-hoi")
    {
        var metadata = JsonParser.Default.Parse<ResultMetadata>(
            File.ReadAllText(Repository.PathTo("samples", $"{sample}.json")));
        var number = Interlocked.Increment(ref _last);
        metadata.DossierCode = string.Create(CultureInfo.InvariantCulture, $"000.22.43.H99-250905-{number:0000}");
        metadata.ResultNumber = string.Create(CultureInfo.InvariantCulture, $"{number}/QĐ-UBND");
        return metadata;
    }

    public async Task<byte[]> SignedByOfficerAsync(byte[] pdf) =>
        await _signer.SignAsync(pdf, _officer, FieldName("officer"), CancellationToken.None);

    public async Task<byte[]> SignedByBothAsync(byte[] pdf) =>
        await _signer.SignAsync(await SignedByOfficerAsync(pdf), _agency, FieldName("agency"), CancellationToken.None);

    /// <summary>A request that no other test makes.</summary>
    public async Task<SubmitResultRequest> RequestAsync(string sample = "tro-cap-xa-hoi") => new()
    {
        Metadata = Metadata(sample),
        Document = ByteString.CopyFrom(await SignedByBothAsync(Unsigned(sample))),
    };

    private static string FieldName(string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}-{Interlocked.Increment(ref _last)}");
}
