using System.Collections.Frozen;
using System.Text;

namespace Proof.Pdf;

/// <summary>Texts of the names that most dictionaries hold, so that reading them allocates nothing.</summary>
internal static class PdfNames
{
    private const int LongestKnown = 16;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = new[]
    {
        "Type", "Subtype", "Length", "Filter", "FlateDecode", "DecodeParms", "Columns", "Predictor", "W", "Index",
        "Size", "Root", "Info", "ID", "Prev", "XRefStm", "XRef", "ObjStm", "N", "First", "Extends", "Catalog", "Pages",
        "Page", "Kids", "Count", "Parent", "Resources", "MediaBox", "CropBox", "Rotate", "Contents", "Annots",
        "AcroForm", "Fields", "SigFlags", "FT", "Sig", "T", "V", "Kids", "Widget", "Annot", "Rect", "F", "P", "AP",
            "MK",
        "SubFilter", "ByteRange", "Adobe.PPKLite", "M", "Name", "Reason", "Location", "ContactInfo", "Reference",
        "SigRef", "TransformMethod", "TransformParams", "DocMDP", "FieldMDP", "Perms", "DSS", "VRI", "Certs", "OCSPs",
        "CRLs", "Font", "XObject", "Form", "Image", "BBox", "Matrix", "ProcSet", "PDF", "Text", "ImageB", "ImageC",
        "ImageI", "DA", "DR", "Ff", "TU", "Metadata", "XML", "StructParents", "StructParent", "Border", "Encoding",
        "BaseFont", "FontDescriptor", "Widths", "FirstChar", "LastChar", "ToUnicode", "DescendantFonts", "ExtGState",
        "ColorSpace", "Group", "S", "Transparency", "CS", "DeviceRGB", "DeviceGray", "Width", "Height", "Lang",
    }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static string Text(ReadOnlySpan<byte> token)
    {
        if (token.Length > LongestKnown)
        {
            return Encoding.Latin1.GetString(token);
        }

        Span<char> text = stackalloc char[LongestKnown];
        text = text[..Encoding.Latin1.GetChars(token, text)];
        return Known.TryGetValue(text, out var known) ? known : new string(text);
    }
}
