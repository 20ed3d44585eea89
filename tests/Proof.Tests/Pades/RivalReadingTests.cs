using System.Globalization;
using Proof.Pades;

namespace Proof.Tests.Pades;

/// <summary>
/// Files that programs read differently: each of these was shown by at least one widespread viewer as something else
/// than what others showed, and than what was signed.
/// </summary>
public sealed class RivalReadingTests : IDisposable
{
    private const string Another = "BT /F1 18 Tf 72 700 Td (Pay 900 dong) Tj ET";

    private readonly TestSigner _signer = new();

    public void Dispose() => _signer.Dispose();

    private static string Hidden => "4 0 obj\n" + PdfFile.Stream(Another) + "\nendobj\n";

    public static TheoryData<string, string> Strays => new()
    {
        { "an object", Hidden },
        { "an object whose head is parted by comments",
            Hidden.Replace("4 0 obj", "4 %\n0%%\n% \nobj", StringComparison.Ordinal) },
        { "an object behind a long comment",
            Hidden.Replace("4 0", "4 0 %" + new string('x', 9000) + "\n", StringComparison.Ordinal) },
        { "an object in a comment", "% 4 0 obj<<>>endobj\n" },
        { "a trailer", "trailer\n<</Size 100/Root 40 0 R>>\n" },
        { "a trailer in a comment", "%trailer <</Size 100/Root 40 0 R>>\n" },
    };

    [Theory]
    [MemberData(nameof(Strays))]
    public void Refuses_what_only_a_reader_that_repairs_would_find(string what, string stray)
    {
        var file = Signed();
        file.Raw(stray);
        AddEvidence(file);
        RefusedAsDamaged(file, what);
    }

    [Fact]
    public void Refuses_an_object_hidden_in_a_stream_and_takes_a_document_attached_before_signing()
    {
        var attached = PdfFile.Stream("%PDF-1.4\n" + Hidden + "trailer\n<</Root 1 0 R>>", "/Type/EmbeddedFile");
        var honest = PdfFile.Base((20, attached));
        _signer.Sign(honest);
        AddEvidence(honest);
        Assert.NotNull(Validate(honest).Checked);

        var plain = PdfFile.Base((20, PdfFile.Stream("\n" + Hidden)));
        _signer.Sign(plain);
        RefusedAsDamaged(plain, "in a stream");
        var later = Signed();
        later.Update(
        [
            (PdfFile.Catalog, PdfFile.With(later[PdfFile.Catalog], "/DSS<</Certs[40 0 R]>>")),
            (40, attached),
        ]);
        RefusedAsDamaged(later, "attached after signing");
    }

    [Theory]
    [InlineData(" n\n")]
    [InlineData(" n   \n")]
    [InlineData(" n\n\n")]
    [InlineData("\nn \n")]
    public void Refuses_a_table_whose_entries_are_not_twenty_bytes(string end)
    {
        var file = Signed();
        var catalog = PutCatalog(file);
        file.Section(string.Create(CultureInfo.InvariantCulture, $"1 1\n{catalog:D10} 00000{end}"));
        RefusedAsDamaged(file, end);
    }

    [Theory]
    [InlineData("1 1\n", "", true)]
    [InlineData("1 1 \r\n", "\n", true)]
    [InlineData("%\n1 1\n", "", false)]
    [InlineData("\n1 1\n", "", false)]
    [InlineData("1  1\n", "", false)]
    [InlineData("1 1\n\n", "", false)]
    [InlineData("1 1 ", "", false)]
    [InlineData("1 1\n", "\n60 0\n", false)]
    public void Refuses_a_table_with_a_blank_or_a_comment_too_many(string head, string behind, bool accepted)
    {
        var file = Signed();
        var catalog = PutCatalog(file);
        file.Section(string.Create(CultureInfo.InvariantCulture, $"{head}{catalog:D10} 00000 n \n{behind}"));
        if (!accepted)
        {
            RefusedAsDamaged(file, head + behind);
        }

        Assert.Equal(accepted, Validate(file).Checked is not null);
    }

    [Fact]
    public void Refuses_an_object_whose_generation_and_keyword_are_one_word()
    {
        var file = Signed();
        var catalog = file.Put("1 0obj\n" + file[PdfFile.Catalog] + "\nendobj\n");
        file.Section(string.Create(CultureInfo.InvariantCulture, $"1 1\n{catalog:D10} 00000 n \n"));
        RefusedAsDamaged(file, "one word");
    }

    [Theory]
    [InlineData(PdfFile.Content)]
    [InlineData(60)]
    public void Refuses_an_entry_of_unknown_type(int number)
    {
        var file = Signed();
        var honest = file.Copy();
        honest.StreamSection((PdfFile.Catalog, 1, PutCatalog(honest), 0));
        Assert.Equal(ModificationLevel.LtaUpdates, Validate(honest).Signatures[0].Modification.Level);
        Assert.NotNull(Validate(honest).Checked);

        file.StreamSection((PdfFile.Catalog, 1, PutCatalog(file), 0), (number, 3, 0, 0));
        RefusedAsDamaged(file, "unknown type");
    }

    [Theory]
    [InlineData("0000000000 65535 f \n", false)]
    [InlineData("0000000000 65535 f \n", true)]
    [InlineData(null, true)]
    public void Refuses_a_hybrid_section_that_contradicts_itself_or_hides_what_was_there(string? entry, bool another)
    {
        var file = Signed();
        var content = file.Find("4 0 obj");
        var put = another ? file.Put(Hidden) : content;
        var stream = file.Put(PdfFile.CrossReference(90, "", (PdfFile.Content, 1, put, 0)));
        file.Section(
            "4 1\n" + (entry ?? string.Create(CultureInfo.InvariantCulture, $"{content:D10} 00000 n \n")),
            string.Create(CultureInfo.InvariantCulture, $"/XRefStm {stream}"));
        RefusedAsDamaged(file, "hybrid");
    }

    [Fact]
    public void Refuses_a_table_where_a_stream_is_named()
    {
        var file = Signed();
        file.Update([(50, "<<>>")], trailer: string.Create(CultureInfo.InvariantCulture, $"/XRefStm {file.LastXref}"));
        RefusedAsDamaged(file, "table");
    }

    [Theory]
    [InlineData(".0", false)]
    [InlineData("", true)]
    public void Refuses_a_hybrid_section_that_only_some_readers_see(string point, bool inStream)
    {
        var file = PdfFile.Base();
        var (shown, content) = (file[PdfFile.Content], file.Length);
        file.Update([(PdfFile.Content, PdfFile.Stream(Another))]);
        file.Update([(PdfFile.Content, shown), (120, "<<>>")]);
        _signer.Sign(file);
        Assert.NotNull(Validate(file).Checked);
        var stream = file.Put(PdfFile.CrossReference(90, "", (PdfFile.Content, 1, content, 0)));
        var trailer = string.Create(CultureInfo.InvariantCulture, $"/XRefStm {stream}{point}");
        if (inStream)
        {
            file.StreamSection(trailer, file.Length);
        }
        else
        {
            file.Update([(121, "<<>>")], trailer: trailer);
        }

        RefusedAsDamaged(file, trailer);
    }

    [Fact]
    public void Refuses_a_size_below_an_object_of_an_older_revision()
    {
        var file = Signed();
        var catalog = PutCatalog(file);
        file.Section(
            string.Create(CultureInfo.InvariantCulture, $"1 1\n{catalog:D10} 00000 n \n"), size: PdfFile.Content);
        RefusedAsDamaged(file, "size");
    }

    [Fact]
    public void An_object_under_another_generation_is_a_change_of_the_document()
    {
        var file = Signed();
        var content = file.Put("4 1 obj\n" + file[PdfFile.Content] + "\nendobj\n");
        file.Section(string.Create(CultureInfo.InvariantCulture, $"4 1\n{content:D10} 00001 n \n"));
        RefusedAsChanged(file);
    }

    [Fact]
    public void Refuses_a_reference_to_another_generation()
    {
        var file = PdfFile.Base();
        file.Update([(PdfFile.Page, file[PdfFile.Page].Replace("4 0 R", "4 1 R", StringComparison.Ordinal))]);
        _signer.Sign(file);
        RefusedAsDamaged(file, "generation");
    }

    [Fact]
    public void Refuses_a_key_that_stands_twice_in_what_is_signed_unless_both_say_the_same()
    {
        foreach (var (twice, accepted) in new[] { ("/Contents 4 0 R", true), ("/Contents 20 0 R", false) })
        {
            var file = PdfFile.Base((20, PdfFile.Stream(Another)));
            file.Update([(PdfFile.Page, PdfFile.With(file[PdfFile.Page], twice))]);
            _signer.Sign(file);
            var report = Validate(file);
            Assert.Equal(accepted, report.Checked is not null);
            Assert.Equal(accepted ? ValidationDetail.None : ValidationDetail.NeedsRepair, report.Detail);
        }
    }

    [Fact]
    public void Refuses_an_object_stream_that_holds_an_object_twice()
    {
        var file = PdfFile.Base((20, PdfFile.Stream(Another)), (120, "<<>>"));
        var page = file[PdfFile.Page];
        var other = page.Replace("4 0 R", "20 0 R", StringComparison.Ordinal);
        var head = string.Create(CultureInfo.InvariantCulture, $"3 0 3 {other.Length + 1} ");
        var stream = file.Put(
            "21 0 obj\n" + PdfFile.Stream(head + other + " " + page, $"/Type/ObjStm/N 2/First {head.Length}")
            + "\nendobj\n");
        file.StreamSection((PdfFile.Page, 2, 21, 1), (21, 1, stream, 0));
        _signer.Sign(file);
        RefusedAsDamaged(file, "object stream");
    }

    [Fact]
    public void Refuses_a_reference_to_the_number_of_a_cross_reference_stream_that_stands_elsewhere()
    {
        foreach (var (contents, accepted) in new[] { ("4 0 R", true), ("99 0 R", false) })
        {
            var file = PdfFile.Base((120, "<<>>"));
            var content = file.Find("4 0 obj");
            file.StreamSection("", content);
            file.Update([(PdfFile.Page, file[PdfFile.Page].Replace("4 0 R", contents, StringComparison.Ordinal))]);
            _signer.Sign(file);
            Assert.Equal(accepted, Validate(file).Checked is not null);
            if (!accepted)
            {
                RefusedAsDamaged(file, "own number");
            }
        }
    }

    public static TheoryData<string> TwofoldStreams => new()
    {
        "/F/ASCIIHexDecode", "/F(other.pdf)", "/DP<</Predictor 2>>", "/Type/XObject/Subtype/Image/Width 9/W 1",
    };

    [Theory]
    [MemberData(nameof(TwofoldStreams))]
    public void Refuses_a_stream_that_some_readers_decode_otherwise(string entries)
    {
        var file = PdfFile.Base((20, PdfFile.Stream("00", entries)));
        _signer.Sign(file);
        RefusedAsDamaged(file, entries);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Refuses_an_update_that_makes_a_file_as_long_as_a_linearized_one_was_said_to_be(bool real)
    {
        var length = Updated(new string('9', 10)).Length;
        var claim = length.ToString(CultureInfo.InvariantCulture);
        var file = Updated((real ? claim + ".0" : claim).PadLeft(10, '0'));
        Assert.Equal(length, file.Length);
        RefusedAsDamaged(file, "linearized");
        Assert.NotNull(Validate(Updated("0000012345")).Checked);

        // Readers that go by it show the page of object 30 first, which is in no page tree.
        PdfFile Updated(string claimed)
        {
            var signed = PdfFile.Base(
                [
                    (30, "<</Type/Page/MediaBox[0 0 595 842]/Contents 31 0 R/Resources<</Font<</F1 6 0 R>>>>>>"),
                    (31, PdfFile.Stream(Another)),
                ],
                $"<</Linearized 1/L {claimed}/H[700 20]/O 30/E 1200/N 1/T 1300>>");
            _signer.Sign(signed);
            AddEvidence(signed);
            return signed;
        }
    }

    public static TheoryData<string> Rivals => new()
    {
        "<</Type/Catalog/Pages 41 0 R>>",
        PdfFile.Stream("4 0 <<>>", "/Type/ObjStm/N 1/First 4"),
        PdfFile.Stream("\u0001\u0000\u0000\u0000", "/Type/XRef/Size 100/W[1 2 1]/Index[4 1]/Root 41 0 R"),
    };

    [Theory]
    [MemberData(nameof(Rivals))]
    public void A_second_catalog_or_cross_reference_among_the_evidence_is_a_change_of_the_document(string body)
    {
        var file = Signed();
        file.Update(
        [
            (PdfFile.Catalog, PdfFile.With(file[PdfFile.Catalog], "/DSS<</Certs[40 0 R]>>")),
            (40, body),
        ]);
        RefusedAsChanged(file);
    }

    [Fact]
    public void Takes_a_cross_reference_stream_that_says_what_the_table_says()
    {
        foreach (var (offset, accepted) in new[] { (0, true), (1, false) })
        {
            var file = Signed();
            var catalog = PutCatalog(file);
            var stream = file.Put(PdfFile.CrossReference(90, "", (PdfFile.Catalog, 1, catalog + offset, 0)));
            file.Section(string.Create(
                CultureInfo.InvariantCulture,
                $"1 1\n{catalog:D10} 00000 n \n90 1\n{stream:D10} 00000 n \n"));
            Assert.Equal(accepted, Validate(file).Checked is not null);
        }
    }

    [Theory]
    [MemberData(nameof(Rivals))]
    public void Refuses_a_cross_reference_or_objects_that_nothing_names_among_what_is_signed(string body)
    {
        var file = PdfFile.Base((40, body));
        _signer.Sign(file);
        if (body.Contains("/Catalog", StringComparison.Ordinal))
        {
            // A page of another document may have brought it along.
            Assert.NotNull(Validate(file).Checked);
            return;
        }

        RefusedAsDamaged(file, body);
    }

    private PdfFile Signed()
    {
        var file = PdfFile.Base();
        _signer.Sign(file);
        return file;
    }

    private static int PutCatalog(PdfFile file) =>
        file.Put("1 0 obj\n" + PdfFile.With(file[PdfFile.Catalog], "/DSS<</Certs[]>>") + "\nendobj\n");

    private static void AddEvidence(PdfFile file) =>
        file.Update([(PdfFile.Catalog, PdfFile.With(file[PdfFile.Catalog], "/DSS<</Certs[]>>"))]);

    private void RefusedAsDamaged(PdfFile file, string what)
    {
        var report = Validate(file);
        Assert.True(
            (Indication.Indeterminate, SubIndication.FormatFailure, ValidationDetail.NeedsRepair)
                == (report.Indication, report.SubIndication, report.Detail),
            $"{what}: {report.Detail}");
        Assert.Null(report.Checked);
    }

    private void RefusedAsChanged(PdfFile file)
    {
        var report = Validate(file);
        Assert.Equal(
            (Indication.TotalFailed, SubIndication.FormatFailure, ValidationDetail.ModifiedAfterSigning),
            (report.Indication, report.SubIndication, report.Detail));
        Assert.Equal(ModificationLevel.Other, report.Signatures[0].Modification.Level);
        Assert.Null(report.Checked);
    }

    private ValidationReport Validate(PdfFile file) => PadesValidator.Validate(file.ToArray(), _signer.Context);
}
