using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Proof.Pdf;
using Proof.Tests.Pades;

namespace Proof.Tests.Pdf;

/// <summary>Files made to cost time, memory or stack: each ends quickly with a typed fault.</summary>
public sealed class HostilePdfTests
{
    [Fact]
    public void Stops_a_cross_reference_stream_that_inflates_without_end()
    {
        var zeros = Compress(512 << 20);
        var head = Encoding.Latin1.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"%PDF-1.7\n1 0 obj\n<</Type/XRef/W[1 4 2]/Size 2000000000/Root 2 0 R/Filter/FlateDecode")
            + string.Create(CultureInfo.InvariantCulture, $"/Length {zeros.Length}>>\nstream\n"));
        byte[] file = [.. head, .. zeros, .. "\nendstream\nendobj\nstartxref\n9\n%%EOF\n"u8];
        Faults(file, PdfFaultKind.LimitExceeded);

        // Nor does finding that out take the memory that was to be exhausted.
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(PdfDocument.TryOpen(file, PdfLimits.Default, out _, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 4 << 20);
    }

    [Theory]
    [InlineData(true, "/n{0}")]
    [InlineData(false, "/n")]
    [InlineData(true, " 9 0 R")]
    [InlineData(false, " 9")]
    public void Counts_names_that_differ_and_references_as_more_than_names_that_repeat_and_numbers(
        bool differ, string item)
    {
        var items = string.Concat(Enumerable.Range(0, 600).Select(i =>
            string.Format(CultureInfo.InvariantCulture, item, i)));
        var file = PdfFile.Base((20, $"[{items}]")).ToArray();
        Assert.True(PdfDocument.TryOpen(file, PdfLimits.Default with { MaxTokens = 1000 }, out var document, out _));

        document.Resolve(new PdfReference(20, 0));
        Assert.Equal(differ ? PdfFaultKind.LimitExceeded : null, document.Damage?.Kind);
    }

    [Fact]
    public void Stops_streams_that_together_inflate_beyond_the_documents_budget()
    {
        var file = PdfFile.Base((10, Flate(40 << 20)), (11, Flate(40 << 20)));
        Assert.True(PdfDocument.TryOpen(file.ToArray(), PdfLimits.Default, out var document, out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(document.TryDecode((PdfStream)document.Resolve(new PdfReference(10, 0)), out var data, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 40 << 20, 44 << 20);
        Assert.Equal((40 << 20, -1), (data.Length, data.Span.IndexOfAnyExcept((byte)0)));
        Assert.False(document.TryDecode((PdfStream)document.Resolve(new PdfReference(11, 0)), out _, out var fault));
        Assert.Equal(PdfFaultKind.LimitExceeded, fault.Kind);
    }

    [Fact]
    public void A_small_file_makes_no_more_objects_than_it_can_pay_for()
    {
        var file = new PdfFile();
        file.Raw("%PDF-1.7\n");
        var start = file.Length;
        var entries = Compress(new byte[7 * 999_000]);
        file.Raw(string.Create(
            CultureInfo.InvariantCulture,
            $"1 0 obj\n<</Type/XRef/W[1 4 2]/Size 999000/Root 2 0 R/Filter/FlateDecode/Length {entries.Length}>>")
            + "stream\n");
        file.Raw(Encoding.Latin1.GetString(entries) + "\nendstream\nendobj\nstartxref\n" + start + "\n%%EOF\n");
        CostsLittle(file.ToArray());

        // The catalog stands in an object stream, and is large once that is unpacked.
        var names = string.Concat(Enumerable.Repeat("/A ", 3_000_000));
        var packed = Compress(Encoding.ASCII.GetBytes($"2 0 <</Type/Catalog/Pages 5 0 R/X[{names}]>>"));
        file = new PdfFile();
        file.Raw("%PDF-1.7\n");
        var container = file.Length;
        file.Raw(string.Create(
            CultureInfo.InvariantCulture,
            $"3 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {packed.Length}>>stream\n"));
        file.Raw(Encoding.Latin1.GetString(packed) + "\nendstream\nendobj\n");
        start = file.Length;
        string Offset(long at) => at.ToString("X8", CultureInfo.InvariantCulture);
        var rows = $"0000000000FFFF 01{Offset(start)}0000 02000000030000 01{Offset(container)}0000"
            .Replace(" ", "", StringComparison.Ordinal);
        file.Raw($"1 0 obj\n<</Type/XRef/W[1 4 2]/Size 4/Root 2 0 R/Filter/ASCIIHexDecode/Length {rows.Length + 1}>>"
            + $"stream\n{rows}>\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n");
        CostsLittle(file.ToArray());

        static void CostsLittle(byte[] file)
        {
            Assert.InRange(file.Length, 1, 100_000);
            var before = GC.GetAllocatedBytesForCurrentThread();
            if (PdfDocument.TryOpen(file, PdfLimits.Default, out var document, out var fault))
            {
                Assert.Empty(document.Newest.Catalog.Entries);
                fault = document.Damage;
            }

            Assert.Equal(PdfFaultKind.LimitExceeded, fault?.Kind);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 96 << 20);
        }
    }

    [Fact]
    public void Stops_a_loop_of_cross_references()
    {
        var file = PdfFile.Base();
        file.Update([], previous: file.Length);
        Faults(file.ToArray(), PdfFaultKind.Loop);
    }

    [Theory]
    [InlineData("0 2000000000\n0000000000 65535 f \n")]
    [InlineData("2000000000 1\n0000000009 00000 n \n")]
    [InlineData("0 99999999999999999999\n")]
    public void Does_not_believe_a_claimed_number_of_objects(string table)
    {
        var file = new PdfFile();
        file.Raw("%PDF-1.7\n");
        var start = file.Length;
        file.Raw("xref\n" + table + "trailer\n<</Size 1/Root 1 0 R>>\nstartxref\n" + start + "\n%%EOF\n");
        var fault = Fault(file.ToArray());
        Assert.Contains(fault.Kind, new[] { PdfFaultKind.NeedsRepair, PdfFaultKind.LimitExceeded });
    }

    [Theory]
    [InlineData("[")]
    [InlineData("<</A")]
    public void Stops_nesting_without_end(string opening)
    {
        var deep = string.Concat(Enumerable.Repeat(opening, 200_000));
        var file = PdfFile.Base((10, deep));
        Assert.True(PdfDocument.TryOpen(file.ToArray(), PdfLimits.Default, out var document, out _));
        Assert.IsType<PdfNull>(document.Resolve(new PdfReference(10, 0)));
        Assert.Equal(PdfFaultKind.LimitExceeded, document.Damage!.Kind);
    }

    [Fact]
    public void Stops_a_page_tree_that_holds_itself()
    {
        var file = PdfFile.Base();
        file.Update([(PdfFile.Pages, "<</Type/Pages/Kids[2 0 R]/Count 1>>")]);
        Damages(file, document => document.Newest.Pages, PdfFaultKind.Loop);
    }

    [Fact]
    public void Stops_a_page_tree_without_end()
    {
        var nodes = Enumerable.Range(100, 300)
            .Select(n => (n, string.Create(CultureInfo.InvariantCulture,
                $"<</Type/Pages/Kids[{n + 1} 0 R]/Count 1>>")));
        var file = PdfFile.Base([.. nodes]);
        file.Update([(PdfFile.Pages, "<</Type/Pages/Kids[100 0 R]/Count 1>>")]);
        Damages(file, document => document.Newest.Pages, PdfFaultKind.LimitExceeded);
    }

    [Fact]
    public void Stops_a_stream_whose_length_is_itself()
    {
        var file = PdfFile.Base((10, "<</Length 10 0 R>>\nstream\nx\nendstream"));
        Damages(file, document => document.Resolve(new PdfReference(10, 0)), PdfFaultKind.Loop);
    }

    [Fact]
    public void Stops_references_that_lead_to_each_other()
    {
        var file = PdfFile.Base((10, "11 0 R"), (11, "10 0 R"));
        Damages(file, document => document.Resolve(new PdfReference(10, 0)), PdfFaultKind.Loop);
    }

    [Fact]
    public void Stops_objects_that_overlap()
    {
        var offsets = new Dictionary<int, int>();
        var file = PdfFile.Base();
        for (var number = 100; number < 20_100; number++)
        {
            offsets[number] = file.Length;
            file.Raw(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj ("));
        }

        file.Raw(new string(')', 20_000) + " endobj\n");
        file.Table(offsets);
        Assert.True(PdfDocument.TryOpen(file.ToArray(), PdfLimits.Default, out var document, out _));
        var clock = Stopwatch.StartNew();
        foreach (var number in offsets.Keys)
        {
            document.Resolve(new PdfReference(number, 0));
        }

        Assert.NotNull(document.Damage);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Says_that_a_document_is_encrypted()
    {
        var file = PdfFile.Base();
        file.Update([(20, "<</Filter/Standard/V 5/R 6>>")], trailer: "/Encrypt 20 0 R");
        Faults(file.ToArray(), PdfFaultKind.Encrypted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("%PDF-")]
    [InlineData("%PDF-1.7\nstartxref\n0\n%%EOF")]
    [InlineData("%PDF-1.7\nstartxref\n99999999999999999999\n%%EOF")]
    public void Says_that_a_file_is_no_pdf(string text)
    {
        var fault = Fault(Encoding.Latin1.GetBytes(text));
        Assert.Contains(fault.Kind, new[] { PdfFaultKind.NotAPdf, PdfFaultKind.NeedsRepair });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-2)]
    public void Does_not_repair_a_startxref_that_is_off_by_more_than_white_space(int error)
    {
        var file = PdfFile.Base();
        var text = file.LastXref.ToString(CultureInfo.InvariantCulture);
        file.Patch(file.Find("startxref\n" + text)
            + 10, (file.LastXref + error).ToString(CultureInfo.InvariantCulture));
        Faults(file.ToArray(), PdfFaultKind.NeedsRepair);
    }

    [Fact]
    public void Does_not_repair_bytes_before_the_header()
    {
        byte[] file = [.. "junk\n"u8, .. PdfFile.Base().ToArray()];
        Faults(file, PdfFaultKind.NeedsRepair);
    }

    [Fact]
    public void Does_not_take_another_object_for_the_one_named()
    {
        var file = PdfFile.Base();
        file.Table(new Dictionary<int, int> { [PdfFile.Font] = file.Find("4 0 obj") });
        Damages(file, document => document.Resolve(new PdfReference(PdfFile.Font, 0)), PdfFaultKind.NeedsRepair);
    }

    [Fact]
    public void Reads_a_document_as_each_revision_left_it()
    {
        var file = PdfFile.Base((10, "(first)"));
        file.Update([(10, "(second)")]);
        file.Update([(10, "null")]);
        Assert.True(PdfDocument.TryOpen(file.ToArray(), PdfLimits.Default, out var document, out _));
        string[] texts = [.. document.Revisions.Select(revision =>
            document.At(revision.Index).Resolve(new PdfReference(10, 0)) is PdfString text
                ? Encoding.Latin1.GetString(text.Bytes.Span) : "")];
        Assert.Equal(["first", "second", ""], texts);
    }

    [Theory]
    [InlineData("(a\\(b\\)\\101\\\n(c))", "a(b)A(c)")]
    [InlineData("<48 65 6C6c6>", "Hell`")]
    [InlineData("()", "")]
    public void Reads_strings_with_their_escapes(string token, string text)
    {
        var file = PdfFile.Base((10, token));
        Assert.True(PdfDocument.TryOpen(file.ToArray(), PdfLimits.Default, out var document, out _));
        var value = Assert.IsType<PdfString>(document.Resolve(new PdfReference(10, 0)));
        Assert.Equal(text, Encoding.Latin1.GetString(value.Bytes.Span));
    }

    [Theory]
    [InlineData("/ASCIIHexDecode", "48 65 6C 6C 6F>", "Hello")]
    [InlineData("/ASCII85Decode", "87cURDZ~>", "Hello")]
    [InlineData("/RunLengthDecode", "\u0004Hello\u0080", "Hello")]
    [InlineData("/LZWDecode", "\u0080\u000B\u0060\u0050\u0022\u000C\u000C\u0085\u0001", "-----A---B")]
    public void Undoes_filters(string filter, string data, string text)
    {
        var file = PdfFile.Base((10, PdfFile.Stream(data, "/Filter" + filter)));
        Assert.True(PdfDocument.TryOpen(file.ToArray(), PdfLimits.Default, out var document, out _));
        var stream = Assert.IsType<PdfStream>(document.Resolve(new PdfReference(10, 0)));
        Assert.True(document.TryDecode(stream, out var decoded, out var fault), fault?.Detail);
        Assert.Equal(text, Encoding.Latin1.GetString(decoded.Span));
    }

    [Theory]
    [InlineData("\u0078\u0020\u0000\u0000\u0000\u0001\u0003\u0000")] // asks for a preset dictionary
    [InlineData("\u0078\u009c\u00ff\u00ff\u00ff")] // a block of no kind
    [InlineData("Hello")]
    public void Says_that_packed_data_are_damaged(string data)
    {
        var file = PdfFile.Base((10, PdfFile.Stream(data, "/Filter/FlateDecode")));
        Assert.True(PdfDocument.TryOpen(file.ToArray(), PdfLimits.Default, out var document, out _));
        var stream = Assert.IsType<PdfStream>(document.Resolve(new PdfReference(10, 0)));
        Assert.False(document.TryDecode(stream, out _, out var fault));
        Assert.Equal(PdfFaultKind.NeedsRepair, fault!.Kind);
    }

    private static byte[] Compress(byte[] data)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(data);
        }

        return target.ToArray();
    }

    private static byte[] Compress(int zeros)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            var chunk = new byte[1 << 20];
            for (var i = 0; i < zeros >> 20; i++)
            {
                zlib.Write(chunk);
            }
        }

        return target.ToArray();
    }

    private static string Flate(int zeros) =>
        PdfFile.Stream(Encoding.Latin1.GetString(Compress(zeros)), "/Filter/FlateDecode");

    private static PdfFault Fault(byte[] file)
    {
        Assert.False(PdfDocument.TryOpen(file, PdfLimits.Default, out _, out var fault));
        return fault;
    }

    private static void Faults(byte[] file, PdfFaultKind kind) => Assert.Equal(kind, Fault(file).Kind);

    private static void Damages(PdfFile file, Func<PdfDocument, object> use, PdfFaultKind kind)
    {
        Assert.True(PdfDocument.TryOpen(file.ToArray(), PdfLimits.Default, out var document, out var fault),
            fault?.Detail);
        use(document);
        Assert.Equal(kind, document.Damage?.Kind);
    }
}
