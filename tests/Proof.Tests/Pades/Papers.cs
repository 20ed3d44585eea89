using System.Globalization;
using System.Text;
using Proof.Pdf;

namespace Proof.Tests.Pades;

/// <summary>Small documents made for one test each.</summary>
internal static class Papers
{
    /// <summary>A4 with one line of text.</summary>
    public static byte[] A4 => Page("/MediaBox[0 0 595 842]");

    /// <summary>One page with the given entries; further objects count from 6.</summary>
    /// <param name="page">Entries of the page dictionary.</param>
    /// <param name="catalog">Further entries of the catalog.</param>
    /// <param name="more">Bodies of further objects.</param>
    /// <param name="version">Of the header.</param>
    public static byte[] Page(string page, string catalog = "", string[]? more = null, string version = "1.7")
    {
        const string Text = "BT /F 24 Tf 200 400 Td (GIAY PHEP) Tj ET";
        var defaults = (page.Contains("/Contents", StringComparison.Ordinal) ? "" : "/Contents 4 0 R")
            + (page.Contains("/Resources", StringComparison.Ordinal) ? "" : "/Resources<</Font<</F 5 0 R>>>>");
        return Of(
            version,
            [
                $"<</Type/Catalog/Pages 2 0 R{catalog}>>",
                "<</Type/Pages/Count 1/Kids[3 0 R]>>",
                $"<</Type/Page/Parent 2 0 R{defaults}{page}>>",
                $"<</Length {Text.Length}>>\nstream\n{Text}\nendstream",
                "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
                .. more ?? [],
            ]);
    }

    private static byte[] Of(string version, string[] objects)
    {
        var file = new StringBuilder($"%PDF-{version}\n%\u00e2\u00e3\u00cf\u00d3\n");
        var table = new StringBuilder();
        for (var i = 0; i < objects.Length; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{file.Length:D10} 00000 n \n");
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n{table}");
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {objects.Length + 1}/Root 1 0 R/ID[<01><02>]>>\n");
        file.Append(CultureInfo.InvariantCulture, $"startxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    /// <summary>The newest value of the only field's rectangle.</summary>
    public static PdfRectangle Rectangle(byte[] pdf)
    {
        var view = SealingKit.Open(pdf).Newest;
        var annotations = view.Get<PdfArray>(view.Pages[0].Dictionary, "Annots")!;
        var widget = (PdfDictionary)view.Resolve(annotations.Items[^1]);
        return PdfRectangle.From(view, widget["Rect"])!.Value;
    }
}
