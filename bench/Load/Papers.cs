using System.Globalization;
using System.Security.Cryptography;
using Cli.Setup;
using Google.Protobuf;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;
using ResultStore.V1;

namespace Load;

/// <summary>Signed papers that differ in their last revision only, so that thousands fit into memory.</summary>
internal sealed class Papers
{
    private readonly ResultMetadata _metadata;
    private readonly byte[][] _signatures;
    private readonly int _first;
    private int _next;

    private Papers(byte[] document, byte[][] signatures, ResultMetadata metadata, int first)
    {
        _first = first;
        Document = document;
        _signatures = signatures;
        _metadata = metadata;
    }

    /// <summary>What all of them begin with.</summary>
    public byte[] Document { get; }

    public int Count => _signatures.Length;

    /// <param name="data">Folder with the officer's key (RSA-2048).</param>
    /// <param name="count">How many.</param>
    /// <param name="documentBytes">Size before the signature, at least that of a sample.</param>
    /// <param name="first">Number of the first; a number is pushed only once.</param>
    public static Papers Make(string data, int count, int documentBytes, int first = 0)
    {
        var officer = DevelopmentStore.LoadSigner(data, DevelopmentStore.Officer);
        var chain = Read(officer);
        var document = Padded(File.ReadAllBytes(Sample("tro-cap-xa-hoi.pdf")), documentBytes);
        var signatures = new byte[count][];
        Parallel.For(0, count, i => signatures[i] = Sign(document, officer.Key, chain, i));
        return new Papers(
            document,
            signatures,
            JsonParser.Default.Parse<ResultMetadata>(File.ReadAllText(Sample("tro-cap-xa-hoi.json"))),
            first);
    }

    /// <summary>A document that the officer signed so many times, one revision each.</summary>
    public static byte[] SignedAgain(string data, int times, int documentBytes)
    {
        var officer = DevelopmentStore.LoadSigner(data, DevelopmentStore.Officer);
        var chain = Read(officer);
        var document = Padded(File.ReadAllBytes(Sample("tro-cap-xa-hoi.pdf")), documentBytes);
        for (var i = 0; i < times; i++)
        {
            document = [.. document, .. Sign(document, officer.Key, chain, i)];
        }

        return document;
    }

    /// <summary>The next paper nobody has pushed yet; null: there is none left.</summary>
    public Paper? Next() => Interlocked.Increment(ref _next) - 1 is var index && index < Count
        ? new Paper(Document, _signatures[index], MetadataOf(_first + index))
        : null;

    /// <summary>A paper in one piece, pushed or not.</summary>
    public byte[] Whole(int index) => [.. Document, .. _signatures[index % Count]];

    private static Certificate[] Read(Identity signer) =>
    [
        .. signer.Chain.Select(der => Certificate.TryParse(der, out var read)
            ? read
            : throw new InvalidDataException("The officer's chain cannot be read.")),
    ];

    private static byte[] Sign(byte[] document, AsymmetricAlgorithm key, Certificate[] chain, int number)
    {
        if (!PdfDocument.TryOpen(document, PdfLimits.Default, out var opened, out var fault))
        {
            throw new InvalidDataException($"The sample cannot be signed: {fault}.");
        }

        var options = new SignatureOptions
        {
            SigningTime = TimeProvider.System.GetUtcNow(),
            FieldName = string.Create(CultureInfo.InvariantCulture, $"Officer{number}"),
            ContentsReserve = 8 << 10,
        };
        var prepared = ((PrepareOutcome.Prepared)PadesSigner.Prepare(opened, options)).Signature;
        var cms = UnsignedCms.Create(
            chain[0], chain[1..], SignatureScheme.RsaPkcs1Sha256, prepared.DigestBy(DigestAlgorithm.Sha256));
        return prepared.Complete(cms.Sign(key).Encode()).Revision.ToArray();
    }

    // Grown by a stream of noise, as a scan would be: it neither packs nor repeats.
    private static byte[] Padded(byte[] pdf, int wanted)
    {
        if (wanted <= pdf.Length || !PdfDocument.TryOpen(pdf, PdfLimits.Default, out var document, out _))
        {
            return pdf;
        }

        var update = new IncrementalUpdate(document);
        var noise = RandomNumberGenerator.GetBytes(wanted - pdf.Length);
        update.Writer.Stream(update.Writer.Allocate(), "/Type/EmbeddedFile"u8, noise, compress: false);
        update.End();
        return [.. pdf, .. update.Writer.Out.Written.Span];
    }

    private static string Sample(string name)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ResultStore.slnx")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new FileNotFoundException("Run it inside the repository.", name);
        }

        return Path.Combine(folder, "samples", name);
    }

    private ResultMetadata MetadataOf(int number)
    {
        var metadata = _metadata.Clone();
        metadata.DossierCode = string.Create(CultureInfo.InvariantCulture, $"000.22.43.H99-250905-{number:00000000}");
        metadata.ResultNumber = string.Create(CultureInfo.InvariantCulture, $"{number}/QĐ-UBND");
        metadata.Holders[0].Id = (99_000_000_000L + number).ToString("D12", CultureInfo.InvariantCulture);
        return metadata;
    }
}

/// <summary>One signed paper, in the two parts it is kept in.</summary>
internal sealed record Paper(byte[] Document, byte[] Signature, ResultMetadata Metadata);
