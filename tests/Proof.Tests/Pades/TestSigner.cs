using System.Globalization;
using System.Security.Cryptography;
using Proof.Cms;
using Proof.Pades;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>How a test signature is to be written.</summary>
internal sealed record SignOptions
{
    public string Name { get; init; } = "Signature1";

    /// <summary>Number of an existing empty field; null adds one.</summary>
    public int? Field { get; init; }

    /// <summary>Whether the field shows a picture.</summary>
    public bool Visible { get; init; }

    /// <summary>Where a field that shows no picture stands.</summary>
    public string Place { get; init; } = "[0 0 0 0]";

    /// <summary>F of a new field; 132 is print and locked.</summary>
    public int Flags { get; init; } = 132;

    /// <summary>P of a certification.</summary>
    public int? Certify { get; init; }

    /// <summary>Further entries of the signature dictionary.</summary>
    public string Extra { get; init; } = "";

    /// <summary>Further entries of the field.</summary>
    public string FieldExtra { get; init; } = "";

    public string SubFilter { get; init; } = "ETSI.CAdES.detached";

    /// <summary>Further objects of the same revision.</summary>
    public (int Number, string Body)[] Others { get; init; } = [];

    /// <summary>Text in place of the right byte range, at most 60 characters.</summary>
    public string? ByteRange { get; init; }

    /// <summary>Makes the CMS from the digest of the signed bytes; null takes the signer's own.</summary>
    public Func<byte[], byte[]>? Contents { get; init; }

    /// <summary>What the dictionary claims; null: nothing.</summary>
    public DateTimeOffset? Time { get; init; } = TestPki.Now.AddDays(-1);

    /// <summary>The entry for the handler.</summary>
    public string Filter { get; init; } = "/Filter/Adobe.PPKLite";
}

/// <summary>An officer of the test authority who signs <see cref="PdfFile"/>s.</summary>
internal sealed class TestSigner : IDisposable
{
    private const int Reserve = 6000;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestSigner(string subject = "CN=Officer", DateTimeOffset? notAfter = null)
    {
        Certificate = TestPki.Parse(Pki.Issue(TestPki.Request(subject, _key), notAfter: notAfter));
        Store = new TrustStore("test", [TestPki.Parse(Pki.Root)]);
    }

    public TestPki Pki { get; } = new();

    public Certificate Certificate { get; }

    public TrustStore Store { get; }

    public ValidationContext Context => new(TestPki.Now, [Store]);

    public byte[] Cms(byte[] digest) => SignedCms(digest).Encode();

    /// <summary>The same with an attribute that should be a signature time-stamp.</summary>
    public byte[] CmsWithToken(byte[] digest, byte[] token) =>
        SignedCms(digest).WithSignatureTimestamp(token).Encode();

    /// <summary>The same with a signature time-stamp over the signature value, or over other bytes.</summary>
    public byte[] CmsWithTimestamp(byte[] digest, TestTimestampAuthority authority, byte[]? stamped = null)
    {
        var cms = SignedCms(digest);
        return cms.WithSignatureTimestamp(
            authority.Stamp(SHA256.HashData(stamped ?? cms.SignatureValue.Span))).Encode();
    }

    /// <summary>Appends a signed revision.</summary>
    public void Sign(PdfFile file, SignOptions? options = null)
    {
        options ??= new SignOptions();
        var value = file.NextNumber;
        var start = file.Length;
        file.Update(Objects(file, options, value));
        var gap = file.Find("/Contents<", start) + "/Contents".Length;
        var gapEnd = gap + (2 * Reserve) + 2;
        var range = string.Create(
            CultureInfo.InvariantCulture, $"[0 {gap} {gapEnd} {file.Length - gapEnd}]");
        file.Patch(file.Find("/ByteRange" + Placeholder, start)
            + "/ByteRange".Length, (options.ByteRange ?? range).PadRight(60));
        var bytes = file.ToArray();
        var digest = SHA256.HashData([.. bytes[..gap], .. bytes[gapEnd..]]);
        var contents = options.Contents?.Invoke(digest) ?? Cms(digest);
        file.Patch(gap + 1, Convert.ToHexString(contents));
    }

    public void Dispose()
    {
        Pki.Dispose();
        _key.Dispose();
    }

    /// <summary>The same with signed attributes of the caller's making; no more than one certificate inside.</summary>
    public byte[] CmsOver(byte[] attributes, (string Oid, byte[] Value)? unsigned = null) => EdwardsCms.Encode(
        Certificate, DigestAlgorithm.Sha256.Oid, attributes,
        _key.SignData(attributes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
        "1.2.840.10045.4.3.2", unsigned: unsigned);

    /// <summary>The same under a signature policy.</summary>
    public byte[] CmsUnder(byte[] policy, byte[] digest) => UnsignedCms
        .Create(Certificate, [TestPki.Parse(Pki.Ca)], SignatureScheme.EcdsaSha256, digest, policy).Sign(_key).Encode();

    private CadesSignature SignedCms(byte[] digest) =>
        UnsignedCms.Create(Certificate, [TestPki.Parse(Pki.Ca)], SignatureScheme.EcdsaSha256, digest).Sign(_key);

    private static string Placeholder => "[" + new string(' ', 58) + "]";

    private static (int, string)[] Objects(PdfFile file, SignOptions options, int value)
    {
        var field = options.Field ?? value + 1;
        var certify = options.Certify is { } p
            ? $"/Reference[<</TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P {p}/V/1.2>>>>]"
            : "";
        var time = options.Time is { } claimed
            ? "/M(D:" + claimed.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + "Z)"
            : "";
        var objects = new List<(int, string)>
        {
            (value, $"<</Type/Sig{options.Filter}/SubFilter/{options.SubFilter}{time}"
                + $"{certify}{options.Extra}/ByteRange{Placeholder}/Contents<{new string('0', 2 * Reserve)}>>>"),
        };
        var picture = options.Visible ? $"/Rect[50 50 150 150]/AP<</N {value + 2} 0 R>>" : "/Rect" + options.Place;
        if (options.Visible)
        {
            objects.Add((value + 2,
                PdfFile.Stream("0 0 100 100 re f", "/Type/XObject/Subtype/Form/BBox[0 0 100 100]/Resources<<>>")));
        }

        if (options.Field is not null)
        {
            objects.Add((field, With(file[field], $"/V {value} 0 R"
                + (options.Visible ? $"/AP<</N {value + 2} 0 R>>" : "") + options.FieldExtra)));
        }
        else
        {
            objects.Add((field, $"<</Type/Annot/Subtype/Widget/FT/Sig/T({options.Name})/F {options.Flags}/P 3 0 R"
                + $"/V {value} 0 R" + picture + options.FieldExtra + ">>"));
            objects.Add((PdfFile.Form, Append(file[PdfFile.Form], "/Fields[", field)));
            objects.Add((PdfFile.Page, Append(file[PdfFile.Page], "/Annots[", field)));
        }

        if (options.Certify is not null)
        {
            objects.Add((PdfFile.Catalog, With(file[PdfFile.Catalog], $"/Perms<</DocMDP {value} 0 R>>")));
        }

        return [.. objects, .. options.Others];
    }

    public static string With(string dictionary, string entries) => dictionary[..^2] + entries + ">>";

    public static string Append(string dictionary, string array, int number)
    {
        var start = dictionary.IndexOf(array, StringComparison.Ordinal);
        var end = dictionary.IndexOf(']', start);
        return dictionary.Insert(end, $" {number} 0 R");
    }
}
