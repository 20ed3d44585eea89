using System.Globalization;
using System.Security.Cryptography;
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

/// <summary>Appends signatures to <see cref="PdfFile"/>s, whoever signs.</summary>
internal static class SignedRevision
{
    private const int Reserve = 6000;

    /// <param name="file">Gets a revision more.</param>
    /// <param name="options">How it is signed.</param>
    /// <param name="cms">Makes the CMS from the digest of the signed bytes, where the options do not.</param>
    public static void Append(PdfFile file, SignOptions options, Func<byte[], byte[]> cms)
    {
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
        var contents = options.Contents?.Invoke(digest) ?? cms(digest);
        file.Patch(gap + 1, Convert.ToHexString(contents));
    }

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
            objects.Add((field, PdfFile.With(file[field], $"/V {value} 0 R"
                + (options.Visible ? $"/AP<</N {value + 2} 0 R>>" : "") + options.FieldExtra)));
        }
        else
        {
            objects.Add((field, $"<</Type/Annot/Subtype/Widget/FT/Sig/T({options.Name})/F {options.Flags}/P 3 0 R"
                + $"/V {value} 0 R" + picture + options.FieldExtra + ">>"));
            objects.Add((PdfFile.Form, PdfFile.Append(file[PdfFile.Form], "/Fields[", field)));
            objects.Add((PdfFile.Page, PdfFile.Append(file[PdfFile.Page], "/Annots[", field)));
        }

        if (options.Certify is not null)
        {
            objects.Add((PdfFile.Catalog, PdfFile.With(file[PdfFile.Catalog], $"/Perms<</DocMDP {value} 0 R>>")));
        }

        return [.. objects, .. options.Others];
    }
}
