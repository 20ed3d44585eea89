using System.Text;

namespace Proof.Pdf;

/// <summary>Writes values of the object model back as PDF syntax.</summary>
/// <remarks>ISO 32000-1, 7.3. Streams have no place here: a changed object is never a stream.</remarks>
internal static class PdfSerializer
{
    public static PdfBuffer Object(this PdfBuffer buffer, PdfObject value) => value switch
    {
        PdfBoolean(var flag) => buffer.Raw(flag ? "true"u8 : "false"u8),
        PdfInteger(var number) => buffer.Integer(number),
        PdfReal(var number) => buffer.Exact(number),
        PdfName(var name) => buffer.Name(Encoding.Latin1.GetBytes(name)),
        PdfString text => buffer.Hex(text.Bytes.Span),
        PdfReference reference => buffer.Reference(reference),
        PdfArray(var items) => buffer.Array(items),
        PdfDictionary dictionary => buffer.Dictionary(dictionary),
        _ => buffer.Raw("null"u8),
    };

    public static PdfBuffer Reference(this PdfBuffer buffer, PdfReference reference) =>
        buffer.Integer(reference.Number).Raw(" "u8).Integer(reference.Generation).Raw(" R"u8);

    public static PdfBuffer Dictionary(this PdfBuffer buffer, PdfDictionary dictionary)
    {
        buffer.Raw("<<"u8);
        Entries(buffer, dictionary);
        return buffer.Raw(">>"u8);
    }

    /// <summary>The entries without the brackets around them.</summary>
    public static PdfBuffer Entries(this PdfBuffer buffer, PdfDictionary dictionary)
    {
        foreach (var (key, value) in dictionary.Entries)
        {
            buffer.Name(Encoding.Latin1.GetBytes(key)).Raw(" "u8).Object(value);
        }

        return buffer;
    }

    private static PdfBuffer Array(this PdfBuffer buffer, IReadOnlyList<PdfObject> items)
    {
        buffer.Raw("["u8);
        for (var i = 0; i < items.Count; i++)
        {
            buffer.Raw(i == 0 ? ""u8 : " "u8).Object(items[i]);
        }

        return buffer.Raw("]"u8);
    }
}
