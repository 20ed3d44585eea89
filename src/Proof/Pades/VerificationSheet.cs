using System.Security.Cryptography;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>What a verification sheet says, Vietnamese first.</summary>
public sealed record SheetContent
{
    /// <summary>Top to bottom.</summary>
    public required IReadOnlyList<SheetLine> Lines { get; init; }

    /// <summary>Where the code can be checked, such as <c>https://ketqua.example.vn</c>.</summary>
    public required string Address { get; init; }

    /// <summary>Name the attached file is saved under; letters that file systems refuse are replaced.</summary>
    public required string FileName { get; init; }

    /// <summary>Media type of the attached file.</summary>
    public string MediaType { get; init; } = "application/pdf";

    /// <summary>Written across the head, such as <c>DEVELOPMENT, NOT VALID</c>; none when null.</summary>
    public string? Mark { get; init; }
}

/// <summary>One fact: what it is, in both languages, and its value.</summary>
public sealed record SheetLine(string Vietnamese, string English, string Value);

/// <summary>
/// A new, sealed PDF that speaks for a document which cannot take a visible seal itself: QR, summary, and the submitted
/// file attached byte for byte. Written by the rules of PDF/A-3u.
/// </summary>
/// <remarks>ISO 32000-1, 7.11.4 and 12.7; ISO 19005-3, 6.8 and annex E (AFRelationship).</remarks>
public static class VerificationSheet
{
    private const int Attachment = 1;

    /// <summary>
    /// Lays out the sheet around the document, which is not copied: it is one part of the file that comes out.
    /// </summary>
    /// <param name="submitted">The file as submitted.</param>
    /// <param name="content">What the sheet says.</param>
    /// <param name="options">
    /// The seal; its appearance is drawn in the upper right corner. Position, certification and lock do not apply.
    /// </param>
    public static PreparedSignature Prepare(
        ReadOnlyMemory<byte> submitted, SheetContent content, SignatureOptions options)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);

        // 1. Head: everything up to the first byte of the attached file.
        var head = new PdfBuffer().Raw("%PDF-1.7\n%"u8).Raw([0xE2, 0xE3, 0xCF, 0xD3]).Raw("\n"u8);
        var attachmentOffset = head.Length;
        head.Integer(Attachment).Raw(" 0 obj\n<</Type/EmbeddedFile/Subtype"u8)
            .Name(System.Text.Encoding.ASCII.GetBytes(content.MediaType))
            .Raw("/Params<</Size "u8).Integer(submitted.Length).Raw("/ModDate"u8).Date(options.SigningTime)
            .Raw(">>/Length "u8).Integer(submitted.Length).Raw(">>\nstream\n"u8);

        // 2. Everything after it, at the offsets it will have.
        var writer = new RevisionWriter((long)head.Length + submitted.Length, Attachment + 1);
        writer.NoteFreeHead();
        writer.Note(Attachment, attachmentOffset);
        writer.Out.Raw("\nendstream\nendobj\n"u8);
        var picture = AppearancePicture.Draw(options.Appearance);
        var layout = new SheetLayout(content, SHA256.HashData(submitted.Span), picture);
        var hole = WriteObjects(writer, layout, content, options, out var catalog);

        // 3. The end. The identifier comes from the bytes it identifies.
        var id = SHA256.HashData(writer.Out.Written.Span).AsSpan(0, 16);
        var trailer = new PdfBuffer().Raw("/Root "u8).Integer(catalog).Raw(" 0 R/ID["u8).Hex(id).Hex(id).Raw("]"u8);
        writer.EndWithTable(trailer.Written.Span);
        return new PreparedSignature([head.Written, submitted], writer.Out, hole);
    }

    private static SignatureHole WriteObjects(
        RevisionWriter writer, SheetLayout layout, SheetContent content, SignatureOptions options, out int catalog)
    {
        catalog = writer.Allocate();
        int pages = writer.Allocate(), specification = writer.Allocate(), metadata = writer.Allocate();
        int field = writer.Allocate(), signature = writer.Allocate();
        var firstPage = WritePages(writer, layout, pages, field);
        WriteSpecification(writer, specification, content);
        WriteMetadata(writer, metadata, options.SigningTime);
        var seal = new NewField(options.FieldName, $"{firstPage} 0 R", signature, layout.PictureBox)
        {
            Tooltip = options.Tooltip,
            Picture = layout.Picture,
        };
        SignatureWidget.Write(writer, field, seal);
        var hole = SignatureDictionary.Write(writer, signature, options with { Certify = null, Lock = null });

        writer.Begin(catalog).Raw("<</Type/Catalog/Lang(vi-VN)/Pages "u8).Integer(pages)
            .Raw(" 0 R/Metadata "u8).Integer(metadata)
            .Raw(" 0 R/PageMode/UseAttachments/ViewerPreferences<</DisplayDocTitle true>>/AF["u8).Integer(specification)
            .Raw(" 0 R]/Names<</EmbeddedFiles<</Names["u8).Text(FileName(content)).Integer(specification)
            .Raw(" 0 R]>>>>/AcroForm<</SigFlags 3/Fields["u8).Integer(field).Raw(" 0 R]>>>>"u8);
        writer.End();
        return hole;
    }

    private static int WritePages(RevisionWriter writer, SheetLayout layout, int pages, int field)
    {
        var contents = layout.Pages.Select(_ => writer.Allocate()).ToArray();
        var numbers = layout.Pages.Select(_ => writer.Allocate()).ToArray();
        var colourSpace = GreyProfile.WriteColourSpace(writer);
        int regular = writer.Allocate(), bold = writer.Allocate();
        for (var i = 0; i < numbers.Length; i++)
        {
            writer.Stream(contents[i], [], layout.Pages[i].Bytes.Span, compress: true);
            writer.Begin(numbers[i]).Raw("<</Type/Page/Parent "u8).Integer(pages)
                .Raw(" 0 R/MediaBox[0 0 "u8).Real(SheetLayout.Width).Raw(" "u8).Real(SheetLayout.Height)
                .Raw("]/Contents "u8).Integer(contents[i]);
            if (i == 0)
            {
                writer.Out.Raw(" 0 R/Annots["u8).Integer(field).Raw(" 0 R]"u8);
            }
            else
            {
                writer.Out.Raw(" 0 R"u8);
            }

            writer.Out.Ascii($"/Resources<<{colourSpace}")
                .Ascii($"/Font<</{layout.Regular.ResourceName} {regular} 0 R")
                .Ascii($"/{layout.Bold.ResourceName} {bold} 0 R>>>>>>");
            writer.End();
        }

        writer.Begin(pages).Raw("<</Type/Pages/Count "u8).Integer(numbers.Length)
            .Raw("/Kids["u8).Ascii(string.Join(' ', numbers.Select(n => $"{n} 0 R"))).Raw("]>>"u8);
        writer.End();
        layout.Regular.Write(writer, regular);
        layout.Bold.Write(writer, bold);
        return numbers[0];
    }

    private static void WriteSpecification(RevisionWriter writer, int number, SheetContent content)
    {
        writer.Begin(number).Raw("<</Type/Filespec/AFRelationship/Source/F"u8).Text(FileName(content))
            .Raw("/UF"u8).Text(FileName(content))
            .Raw("/Desc"u8).Text("Tệp kết quả như đã nộp / The result as submitted")
            .Ascii($"/EF<</F {Attachment} 0 R/UF {Attachment} 0 R>>>>");
        writer.End();
    }

    // ISO 19005-3, 6.6: the packet must not be filtered, and says which part and level the file keeps to.
    private static void WriteMetadata(RevisionWriter writer, int number, DateTimeOffset created)
    {
        var date = created.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
        var packet = System.Text.Encoding.UTF8.GetBytes($"""
            <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
             xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
            <pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{SheetLayout.Title}</rdf:li></rdf:Alt></dc:title>
            <xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
            </rdf:Description></rdf:RDF></x:xmpmeta>
            <?xpacket end="r"?>
            """);
        writer.Stream(number, "/Type/Metadata/Subtype/XML"u8, packet, compress: false);
    }

    private static string FileName(SheetContent content)
    {
        const string NotInFileNames = "\\/:*?\"<>|";
        var name = string.Concat(
            content.FileName.Select(c => char.IsControl(c) || NotInFileNames.Contains(c) ? '_' : c));
        return name.Trim(' ', '.') is { Length: > 0 } kept ? kept : "document.pdf";
    }
}
