using Proof.Pdf;

namespace Proof.Pades;

/// <summary>The widget of a signature field: its rectangle on the page and the picture in it.</summary>
/// <remarks>ISO 32000-1, 12.5.5, 12.5.6.19 and 12.7.4.5.</remarks>
internal static class SignatureWidget
{
    // Print (4) and Locked (128): shown on paper, not to be moved.
    private const string Flags = "/F 132";

    /// <summary>Writes a field that is its own widget.</summary>
    /// <param name="writer">Takes one object, and one more for a picture.</param>
    /// <param name="number">Number of the field's object.</param>
    /// <param name="field">What the field says.</param>
    public static void Write(RevisionWriter writer, int number, NewField field)
    {
        var appearance = field.Picture is null ? 0 : writer.Allocate();
        var widget = writer.Begin(number).Raw("<</Type/Annot/Subtype/Widget/FT/Sig"u8).Ascii(Flags)
            .Raw("/T"u8).Text(field.Name);
        if (field.Tooltip is not null)
        {
            widget.Raw("/TU"u8).Text(field.Tooltip);
        }

        widget.Raw("/P "u8).Ascii(field.Page).Raw("/V "u8).Integer(field.Value).Raw(" 0 R/Rect["u8);
        Numbers(widget, field.Box.Left, field.Box.Bottom, field.Box.Right, field.Box.Top).Raw("]"u8);
        if (field.Lock is not null)
        {
            widget.Raw("/Lock<</Type/SigFieldLock"u8);
            SignatureDictionary.WriteLock(widget, field.Lock);
            widget.Raw(">>"u8);
        }

        if (field.Picture is null)
        {
            widget.Raw(">>"u8);
            writer.End();
            return;
        }

        if (field.Rotation != 0)
        {
            widget.Raw("/MK<</R "u8).Integer(field.Rotation).Raw(">>"u8);
        }

        widget.Raw("/AP<</N "u8).Integer(appearance).Raw(" 0 R>>>>"u8);
        writer.End();
        WriteAppearance(writer, appearance, field.Picture, field.Rotation);
    }

    /// <summary>
    /// Writes a picture as a form, turned so that it stands upright on a page turned by <paramref name="rotation"/>.
    /// </summary>
    public static void WriteAppearance(RevisionWriter writer, int number, AppearancePicture picture, int rotation)
    {
        var colourSpace = GreyProfile.WriteColourSpace(writer);
        var entries = new PdfBuffer().Raw("/Type/XObject/Subtype/Form/BBox["u8);
        Numbers(entries, 0, 0, picture.Width, picture.Height).Raw("]"u8);
        entries.Ascii(rotation switch
        {
            90 => "/Matrix[0 1 -1 0 0 0]",
            180 => "/Matrix[-1 0 0 -1 0 0]",
            270 => "/Matrix[0 -1 1 0 0 0]",
            _ => "",
        });
        entries.Ascii($"/Resources<<{colourSpace}>>");
        writer.Stream(number, entries.Written.Span, picture.Content.Span, compress: true);
    }

    private static PdfBuffer Numbers(PdfBuffer buffer, double a, double b, double c, double d) =>
        buffer.Real(a).Raw(" "u8).Real(b).Raw(" "u8).Real(c).Raw(" "u8).Real(d);
}

/// <summary>A signature field to be written with its widget.</summary>
/// <param name="Name">Partial name.</param>
/// <param name="Page">The page, as a reference.</param>
/// <param name="Value">Number of the signature dictionary.</param>
/// <param name="Box">In the page's own space; empty for an invisible one.</param>
internal sealed record NewField(string Name, string Page, int Value, PageBox Box)
{
    public string? Tooltip { get; init; }

    public SignatureLock? Lock { get; init; }

    public AppearancePicture? Picture { get; init; }

    /// <summary>Degrees the page is turned clockwise when shown.</summary>
    public int Rotation { get; init; }
}
