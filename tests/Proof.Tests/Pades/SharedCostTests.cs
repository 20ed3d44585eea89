using System.Globalization;
using System.IO.Compression;
using System.Text;
using Proof.Pades;
using Proof.Pdf;

namespace Proof.Tests.Pades;

/// <summary>
/// Files in which many share one large thing: a value, a name, a list, the bytes themselves. Each is paid for as often
/// as it is looked at, in steps; never judged by the clock.
/// </summary>
public sealed class SharedCostTests : IDisposable
{
    private const int Few = 1_000_000;

    private readonly TestSigner _signer = new();

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void Numbers_cannot_be_chosen_so_that_a_set_of_them_is_slow()
    {
        var integers = Enumerable.Range(1, 1_000).Select(i => new PdfInteger(((long)i << 32) | (uint)i).GetHashCode());
        var reals = Enumerable.Range(1, 1_000).Select(i =>
            new PdfReal(BitConverter.Int64BitsToDouble(((long)i << 32) | (uint)i)).GetHashCode());
        Assert.True(integers.Distinct().Count() > 990);
        Assert.True(reals.Distinct().Count() > 990);
        Assert.Equal(new PdfReal(0.0), new PdfReal(-0.0));
        Assert.Equal(new PdfReal(0.0).GetHashCode(), new PdfReal(-0.0).GetHashCode());
    }

    [Theory]
    [InlineData("/V 50 0 R", "[0]")]
    [InlineData("/AP 50 0 R", "<</N 4 0 R>>")]
    public void A_thing_that_fields_share_costs_little_while_it_stays(string entry, string value)
    {
        var file = Fields(200, entry, value);
        _signer.Sign(file);
        for (var i = 0; i < 20; i++)
        {
            file.Update([]);
        }

        Assert.Equal(Indication.TotalPassed, Validate(file, Few).Indication);
    }

    [Fact]
    public void A_large_value_that_fields_share_is_compared_for_each_at_a_price()
    {
        var file = Fields(200, "/V 50 0 R", $"[{Zeros(10_000)}]");
        _signer.Sign(file);
        file.Update([(50, $"[{Zeros(10_000)} 1]")]);
        TooLarge(file, Few);
    }

    [Fact]
    public void Objects_below_a_value_that_fields_share_are_followed_for_each_at_a_price()
    {
        var file = Fields(200, "/V 50 0 R", "[0]");
        _signer.Sign(file);
        file.Update(
        [
            (50, $"[{References(2000, 500)}]"), .. Enumerable.Range(2000, 500).Select(number => (number, "[0]")),
        ]);
        TooLarge(file, Few);
        Assert.Null(Validate(file, 20 * Few).FaultText);
    }

    [Fact]
    public void States_that_fields_share_are_noted_and_followed_at_a_price()
    {
        var states = string.Concat(Enumerable.Range(0, 2_000).Select(i => $"/K{Text(i)} 4 0 R"));
        var file = Fields(200, "/AP 50 0 R", $"<<{states}>>");
        _signer.Sign(file);
        file.Update([]);
        TooLarge(file, Few);
    }

    [Fact]
    public void A_name_or_a_list_of_kids_that_fields_share_counts_for_each()
    {
        var file = Fields(200, "", $"({new string('x', 10_000)})", name: "/T 50 0 R");
        _signer.Sign(file);
        TooLarge(file, Few);
        file = Fields(200, "/Kids 50 0 R", $"[{References(2000, 5_000)}]");
        _signer.Sign(file);
        TooLarge(file, Few);
    }

    [Fact]
    public void Resources_of_a_form_are_looked_at_in_each_revision_at_a_price()
    {
        var names = string.Concat(Enumerable.Range(0, 5_000).Select(i => $"/K{Text(i)} 4 0 R"));
        var file = PdfFile.Base((50, $"<</Font<<{names}>>>>"), (PdfFile.Form, "<</Fields[]/SigFlags 3/DR 50 0 R>>"));
        _signer.Sign(file);
        for (var i = 0; i < 20; i++)
        {
            file.Update([]);
        }

        TooLarge(file, Few);
    }

    [Theory]
    [InlineData("/DA 50 0 R", false, "/Font<</Zz 6 0 R>>")]
    [InlineData("/AP<</N 50 0 R>>", true, "/XObject<</Zz 6 0 R>>")]
    public void Looks_that_fields_share_are_searched_for_each_at_a_price(string entry, bool stream, string resources)
    {
        var looks = new string('x', stream ? 1 << 20 : 10_000);
        var file = Fields(200, entry, stream ? PdfFile.Stream(looks) : $"({looks})");
        _signer.Sign(file);
        file.Update([(PdfFile.Form, file[PdfFile.Form][..^2] + $"/DR<<{resources}>>>>")]);
        TooLarge(file, Few);
    }

    [Fact]
    public void Who_once_referred_to_an_object_counts_as_often_as_it_is_asked()
    {
        const int Holders = 1_000;
        var all = Enumerable.Range(2000, Holders);
        var file = PdfFile.Base([(50, "0"), .. all.Select(number => (number, "[50 0 R]"))]);
        _signer.Sign(file);
        file.Update([.. all.Select(number => (number, "0"))]);
        for (var i = 0; i < 250; i++)
        {
            file.Update([(50, Text(i))]);
        }

        TooLarge(file, Few);
    }

    [Fact]
    public void The_way_to_a_value_counts_by_its_length()
    {
        var file = PdfFile.Base();
        _signer.Sign(file);
        file.Update(
        [
            (PdfFile.Page, file[PdfFile.Page].Replace("/Annots[", "/Annots[300 0 R ", StringComparison.Ordinal)),
            (300, $"<</Type/Annot/Subtype/FreeText/Rect[0 0 1 1]/{new string('x', 10_000)}"
                + $"[{string.Concat(Enumerable.Repeat("[]", 200))}]>>"),
        ]);
        TooLarge(file, Few);
    }

    [Fact]
    public void Bytes_are_hashed_for_each_refused_range_at_a_price_and_once_for_a_shared_revision()
    {
        const int Count = 40;
        var cms = Convert.ToHexString(_signer.Cms(new byte[32]));
        var file = PdfFile.Base(
            [(50, PdfFile.Stream(new string(' ', 1 << 20))), .. Unsigned(Count, cms, "0 9 20 1048576")]);
        file.Update([(PdfFile.Form, $"<</Fields[{References(2000, Count)}]/SigFlags 3>>")]);
        TooLarge(file, Count * (1 << 16));

        file = PdfFile.Base((50, PdfFile.Stream(new string(' ', 1 << 20))));
        file.Update([(PdfFile.Form, $"<</Fields[{References(2000, Count)}]/SigFlags 3>>"),
            .. Unsigned(Count, cms, new string(' ', 40))]);
        for (var at = file.Find("/ByteRange["); at >= 0; at = file.Find("/ByteRange[", at + 1))
        {
            var (start, end) = (file.Find("/Contents<", at) + 9, file.Find(">>", at));
            file.Patch(at + 11, $"0 {Text(start)} {Text(end + 1)} {Text(file.Length - end - 1)}".PadRight(40));
        }

        var report = Validate(file, 500_000);
        Assert.Equal(Count, report.Signatures.Count);
        Assert.All(report.Signatures, each => Assert.Equal(ValidationDetail.RevisionShared, each.Detail));
    }

    [Fact]
    public void What_is_decoded_and_thrown_away_counts_all_the_same()
    {
        const int Count = 200;
        var twice = Encoding.Latin1.GetString(Packed(Packed(new byte[70 << 20])));
        var file = Store(Count, PdfFile.Stream(twice, "/Filter[/FlateDecode/FlateDecode]"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(Indication.TotalPassed, Validate(file, PdfLimits.Default.MaxSteps).Indication);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 32 << 20);
        TooLarge(Store(Count, PdfFile.Stream("xx", "/Filter/FlateDecode")), Count * 2_000);
    }

    [Fact]
    public void Texts_that_overlap_are_copied_within_the_budget()
    {
        const int Count = 6;
        var file = PdfFile.Base();
        var at = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            var start = file.Put($"{Text(20 + i)} 0 obj\n(");
            at.Add(start.ToString("D10", CultureInfo.InvariantCulture) + " 00000 n \n");
        }

        file.Raw("\\n" + new string('x', 2 << 20) + string.Concat(Enumerable.Repeat(")\nendobj\n", Count)));
        file.Section($"20 {Text(Count)}\n{string.Concat(at)}");
        var limits = PdfLimits.Default with { MaxDecodedBytes = 8 << 20 };
        Assert.True(PdfDocument.TryOpen(file.ToArray(), limits, out var document, out _));
        for (var i = 0; i < Count; i++)
        {
            document.Resolve(new PdfReference(20 + i, 0));
        }

        Assert.Equal((PdfFaultKind.LimitExceeded, "names and strings are too long"),
            (document.Damage!.Kind, document.Damage.Detail));
    }

    [Fact]
    public void Trailers_within_trailers_are_not_read_without_end()
    {
        const int Count = 60;
        var file = PdfFile.Base();
        var first = file.Length;
        for (var i = 0; i < Count; i++)
        {
            file.Raw("xref\n0 0\ntrailer\n<</Size 9/Root 1 0 R");
            file.Raw(i + 1 < Count ? $"/Prev {Text(file.Length + 20)}".PadRight(16) + "/A(\n" : "/A(");
        }

        file.Raw(new string('x', 1 << 20) + string.Concat(Enumerable.Repeat(")>>\n", Count)));
        file.Raw($"startxref\n{Text(first)}\n%%EOF\n");
        Assert.False(PdfDocument.TryOpen(file.ToArray(), PdfLimits.Default, out _, out var fault));
        Assert.Equal((PdfFaultKind.LimitExceeded, "trailers overlap too often"), (fault.Kind, fault.Detail));
    }

    [Fact]
    public void Keys_containers_and_strings_count_as_the_memory_they_take()
    {
        foreach (var item in (string[])["<</A 0>>", "[0]", "()", "<00>"])
        {
            var file = PdfFile.Base((50, $"[{string.Concat(Enumerable.Repeat(item, 1_000))}]"));
            Assert.Equal(item is not "()" and not "<00>", IsTooLarge(file, 2_500));
            Assert.True(IsTooLarge(file, 1_900));
        }

        static bool IsTooLarge(PdfFile file, int tokens)
        {
            PdfDocument.TryOpen(
                file.ToArray(), PdfLimits.Default with { MaxTokens = tokens }, out var document, out _);
            document!.Resolve(new PdfReference(50, 0));
            return document.Damage is { Kind: PdfFaultKind.LimitExceeded };
        }
    }

    /// <summary>Fields that share object 50, and one with a kid: all of them are compared by name.</summary>
    private static PdfFile Fields(int count, string entry, string shared, string name = "")
    {
        var file = PdfFile.Base(
        [
            (50, shared), (51, "<</FT/Tx/T(k)/Kids[52 0 R]>>"), (52, "<</Rect[0 0 1 1]>>"),
            .. Enumerable.Range(100, count).Select(number =>
                (number, $"<</FT/Tx{(name.Length > 0 ? name : $"/T(f{Text(number)})")}{entry}>>")),
        ]);
        file.Update([(PdfFile.Form, $"<</Fields[{References(100, count)} 51 0 R]/SigFlags 3>>")]);
        return file;
    }

    private static IEnumerable<(int Number, string Body)> Unsigned(int count, string cms, string range) =>
        Enumerable.Range(2000, count).SelectMany(number => new[]
        {
            (number, $"<</FT/Sig/T(S{Text(number)})/V {Text(number + 1000)} 0 R>>"),
            (number + 1000, "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
                + $"/ByteRange[{range}]/Contents<{cms}>>>"),
        });

    private PdfFile Store(int count, string certificate)
    {
        var file = PdfFile.Base(
        [
            (50, $"<</Certs[{References(2000, count)}]>>"),
            .. Enumerable.Range(2000, count).Select(number => (number, certificate)),
        ]);
        file.Update([(PdfFile.Catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS 50 0 R>>")]);
        _signer.Sign(file);
        return file;
    }

    private static byte[] Packed(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            zip.Write(data);
        }

        return packed.ToArray();
    }

    private void TooLarge(PdfFile file, int steps)
    {
        var report = Validate(file, steps);
        Assert.Equal((ValidationDetail.TooLarge, null), (report.Detail, report.Checked));
        Assert.Equal("too much to compare or to check", report.FaultText);
        Assert.Empty(report.Signatures);
    }

    private ValidationReport Validate(PdfFile file, int steps) => PadesValidator.Validate(
        file.ToArray(), _signer.Context with { Limits = PdfLimits.Default with { MaxSteps = steps } });

    private static string Zeros(int count) => string.Concat(Enumerable.Repeat("0 ", count));

    private static string References(int first, int count) =>
        string.Concat(Enumerable.Range(first, count).Select(number => Text(number) + " 0 R "));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
