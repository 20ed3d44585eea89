using System.Globalization;
using System.Text;

namespace Proof.Tests.Pades;

/// <summary>Writes small PDFs by hand, revision by revision, right or wrong as a test wants them.</summary>
internal sealed class PdfFile
{
    public const int Catalog = 1;
    public const int Pages = 2;
    public const int Page = 3;
    public const int Content = 4;
    public const int Form = 5;
    public const int Font = 6;

    private const int First = 35;

    private readonly List<byte> _bytes = [];
    private readonly Dictionary<int, string> _current = [];

    /// <summary>By what objects are encrypted as they are written; null: by nothing.</summary>
    public TestEncryption? Encryption { get; set; }

    /// <summary>Entries of the trailers of all revisions to come.</summary>
    public string Trailer { get; set; } = "";

    /// <summary>Of the newest cross-reference section.</summary>
    public int LastXref { get; private set; }

    public int Length => _bytes.Count;

    public int NextNumber => _current.Keys.Max() + 1;

    public string this[int number] => _current[number];

    /// <summary>One page with a sentence on it, and an empty form.</summary>
    public static PdfFile Base(params (int Number, string Body)[] others) => Base(others, first: null);

    /// <param name="first">Body of an object in front of all others.</param>
    /// <param name="encryption">By what all of it is encrypted.</param>
    public static PdfFile Base((int Number, string Body)[] others, string? first, TestEncryption? encryption = null)
    {
        var file = new PdfFile { Encryption = encryption };
        file.Raw("%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n");
        (int Number, string Body)[] usual =
        [
            .. first is null ? [] : new[] { (First, first) },
            (Catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>"),
            (Pages, "<</Type/Pages/Kids[3 0 R]/Count 1>>"),
            (Page, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
                + "/Resources<</Font<</F1 6 0 R>>>>/Annots[]>>"),
            (Content, Stream("BT /F1 18 Tf 72 700 Td (Pay 100 dong) Tj ET")),
            (Form, "<</Fields[]/SigFlags 3>>"),
            (Font, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"),
            .. encryption is null or { IsDirect: true } ? []
                : new[] { (TestEncryption.Number, $"<<{encryption.Entries}>>") },
        ];
        file.Update([.. usual.Where(each => others.All(other => other.Number != each.Number)), .. others]);
        return file;
    }

    /// <summary>A dictionary with further entries.</summary>
    public static string With(string dictionary, string entries) => dictionary[..^2] + entries + ">>";

    /// <summary>A dictionary with a reference more in an array of it.</summary>
    public static string Append(string dictionary, string array, int number)
    {
        var start = dictionary.IndexOf(array, StringComparison.Ordinal);
        var end = dictionary.IndexOf(']', start);
        return dictionary.Insert(end, $" {number} 0 R");
    }

    public static string Stream(string data, string entries = "") =>
        $"<<{entries}/Length {data.Length}>>\nstream\n{data}\nendstream";

    public byte[] ToArray() => [.. _bytes];

    public PdfFile Copy()
    {
        var copy = new PdfFile { LastXref = LastXref, Encryption = Encryption };
        copy._bytes.AddRange(_bytes);
        foreach (var (number, body) in _current)
        {
            copy._current[number] = body;
        }

        return copy;
    }

    public void Raw(string latin1) => _bytes.AddRange(Encoding.Latin1.GetBytes(latin1));

    /// <summary>Puts bytes over what stands at an offset.</summary>
    public void Patch(int offset, string latin1)
    {
        var bytes = Encoding.Latin1.GetBytes(latin1);
        for (var i = 0; i < bytes.Length; i++)
        {
            _bytes[offset + i] = bytes[i];
        }
    }

    public int Find(string latin1, int from = 0)
    {
        var found = ToArray().AsSpan(from).IndexOf(Encoding.Latin1.GetBytes(latin1));
        return found < 0 ? found : from + found;
    }

    /// <summary>Appends a revision with a cross-reference table.</summary>
    /// <param name="white">White space before the table, which <c>startxref</c> and the next <c>/Prev</c> name.</param>
    public void Update(
        (int Number, string Body)[] objects, string root = "1 0 R", string trailer = "", int? previous = null,
        string white = "")
    {
        var offsets = new SortedDictionary<int, int>();
        foreach (var (number, body) in objects)
        {
            offsets[number] = Length;
            _current[number] = body;
            var text = Encryption?.Seal(number, body) ?? body;
            Raw(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n{text}\nendobj\n"));
        }

        Table(offsets, root, trailer, previous, white);
    }

    /// <summary>Appends text and tells where it begins.</summary>
    public int Put(string latin1)
    {
        var start = Length;
        Raw(latin1);
        return start;
    }

    /// <summary>A table as the text says, however wrong.</summary>
    public void Section(string table, string trailer = "", int size = 100)
    {
        var previous = LastXref;
        LastXref = Put($"xref\n{table}");
        Raw(string.Create(
            CultureInfo.InvariantCulture,
            $"trailer\n<</Size {size}/Root 1 0 R/Prev {previous}{trailer}>>\nstartxref\n{LastXref}\n%%EOF\n"));
    }

    /// <summary>A cross-reference stream that ends a revision.</summary>
    public void StreamSection(params (int Number, int Type, int Field2, int Field3)[] entries) =>
        StreamSection("", Length, entries);

    /// <param name="trailer">Further entries.</param>
    /// <param name="own">Where it says that it stands itself.</param>
    /// <param name="entries">Those of other objects.</param>
    public void StreamSection(
        string trailer, int own, params (int Number, int Type, int Field2, int Field3)[] entries)
    {
        const int Own = 99;
        var previous = LastXref;
        LastXref = Put(CrossReference(Own, $"/Prev {previous}{trailer}", [.. entries, (Own, 1, own, 0)]));
        Raw(string.Create(CultureInfo.InvariantCulture, $"startxref\n{LastXref}\n%%EOF\n"));
    }

    /// <summary>A cross-reference stream as an object.</summary>
    public static string CrossReference(
        int own, string trailer, params (int Number, int Type, int Field2, int Field3)[] entries)
    {
        var data = string.Concat(entries.Select(each => string.Concat(
            (char)each.Type,
            (char)(each.Field2 >> 16),
            (char)((each.Field2 >> 8) & 0xFF),
            (char)(each.Field2 & 0xFF),
            (char)each.Field3)));
        var index = string.Join(' ', entries.Select(each => $"{each.Number} 1"));
        return $"{own} 0 obj\n"
            + Stream(data, $"/Type/XRef/Size 200/W[1 3 1]/Index[{index}]/Root 1 0 R{trailer}") + "\nendobj\n";
    }

    /// <summary>The table alone: entries may point anywhere.</summary>
    public void Table(
        IReadOnlyDictionary<int, int> offsets, string root = "1 0 R", string trailer = "", int? previous = null,
        string white = "")
    {
        var prev = previous ?? LastXref;
        LastXref = Put(white);
        Raw("xref\n");
        if (prev == 0)
        {
            Raw("0 1\n0000000000 65535 f \n");
        }

        foreach (var (number, offset) in offsets)
        {
            Raw(string.Create(CultureInfo.InvariantCulture, $"{number} 1\n{offset:D10} 00000 n \n"));
        }

        var chain = prev == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"/Prev {prev}");
        var size = Math.Max(NextNumber, offsets.Keys.DefaultIfEmpty(0).Max() + 1);
        Raw(string.Create(
            CultureInfo.InvariantCulture,
            $"trailer\n<</Size {size}/Root {root}{chain}{Encryption?.Trailer}{Trailer}{trailer}>>\n"
            + $"startxref\n{LastXref}\n%%EOF\n"));
    }
}
