using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>
/// Files whose cost is a product: signatures times certificates, revisions times fields. Each is judged in steps by
/// what it holds, or told to be too large; never by the clock.
/// </summary>
public sealed class HostileCostTests : IDisposable
{
    private const int Signatures = 12;

    private readonly TestSigner _signer = new();

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void An_object_written_anew_by_each_revision_is_found_as_of_each()
    {
        const int Revisions = 300;
        var file = PdfFile.Base((10, "0"));
        for (var i = 1; i <= Revisions; i++)
        {
            file.Update(i % 3 == 0 ? [(10, Text(i)), (11, Text(-i))] : [(10, Text(i))]);
        }

        Assert.True(PdfDocument.TryOpen(file.ToArray(), PdfLimits.Default, out var document, out _));
        for (var i = 0; i <= Revisions; i++)
        {
            Assert.Equal(new PdfInteger(i), document.At(i).Resolve(new PdfReference(10, 0)));
            PdfObject other = i < 3 ? PdfNull.Instance : new PdfInteger(-(i - (i % 3)));
            Assert.Equal(other, document.At(i).Resolve(new PdfReference(11, 0)));
        }
    }

    [Fact]
    public void Fields_that_stay_cost_a_few_steps_in_each_revision()
    {
        const int Fields = 1_000;
        var names = References(100, Fields);
        var file = PdfFile.Base([.. Enumerable.Range(100, Fields).Select(number =>
            (number, $"<</FT/Tx/T(f{Text(number)})>>"))]);
        file.Update([(PdfFile.Form, $"<</Fields[{names}]/SigFlags 3>>")]);
        Sign(file);
        Assert.NotNull(Validate(file, 60 * Fields * (Signatures + 4)).Checked);
        TooLarge(file, 10 * Fields * Signatures);
    }

    [Fact]
    public void Fields_within_the_form_itself_are_paid_for_in_each_revision()
    {
        var file = PdfFile.Base();
        file.Update([(PdfFile.Form, $"<</Fields[{string.Concat(Enumerable.Repeat("<<>>", 5_000))}]>>")]);
        for (var i = 0; i < 300; i++)
        {
            file.Update([]);
        }

        TooLarge(file, PdfLimits.Default.MaxSteps);
    }

    [Fact]
    public void A_value_changed_apart_from_its_field_is_told_of_the_fields_that_show_it()
    {
        var file = PdfFile.Base(
            (100, "<</FT/Tx/T(a)/V 103 0 R>>"), (101, "<</FT/Tx/T(b)/V 103 0 R>>"), (102, "<</FT/Tx/T(c)>>"),
            (103, "(old)"));
        file.Update([(PdfFile.Form, "<</Fields[100 0 R 101 0 R 102 0 R]/SigFlags 3>>")]);
        _signer.Sign(file);
        _signer.Sign(file, new SignOptions { Name = "Second" });
        file.Update([(103, "(new)")]);
        file.Update([(102, "<</FT/Tx/T(c)/V(x)>>")]);
        var found = Validate(file, PdfLimits.Default.MaxSteps).Signatures[0].Modification;
        Assert.Equal((ModificationLevel.FormFilling, false), (found.Level, found.Forbidden));
        Assert.Equal(
            ["a", "b", "c"], found.Changes.Where(each => each.Kind == ModificationKind.FieldFilled)
                .Select(each => each.Subject).Order());
    }

    [Fact]
    public void Of_many_changes_the_worst_are_told_and_locks_are_held_against_all()
    {
        const int Fields = 200;
        var file = PdfFile.Base([.. Enumerable.Range(100, Fields).Select(number =>
            (number, $"<</FT/Tx/T(f.{Text(number)})>>"))]);
        file.Update([(PdfFile.Form, $"<</Fields[{References(100, Fields)}]/SigFlags 3>>")]);
        foreach (var locked in (string[])["f.299", "f.2", "f", "F", "f.300"])
        {
            var signed = file.Copy();
            _signer.Sign(signed, new SignOptions
            {
                Extra = "/Reference[<</TransformMethod/FieldMDP/TransformParams"
                    + $"<</Type/TransformParams/Action/Include/Fields[({locked})]/V/1.2>>>>]",
            });
            _signer.Sign(signed, new SignOptions { Name = "Second" });
            signed.Update([.. Enumerable.Range(100, Fields).Select(number =>
                (number, $"<</FT/Tx/T(f.{Text(number)})/V(x)>>"))]);
            var found = Validate(signed, PdfLimits.Default.MaxSteps).Signatures[0].Modification;
            Assert.Equal((locked is "f.299" or "f", 64), (found.Forbidden, found.Changes.Count));
            Assert.All(found.Changes, each => Assert.Equal(ModificationKind.FieldFilled, each.Kind));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Certificates_that_might_be_an_issuers_are_tried_at_a_price(bool slow)
    {
        const int Certificates = 60;
        using var key = ECDsa.Create(slow ? ECCurve.NamedCurves.nistP521 : ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test CA", key, HashAlgorithmName.SHA256);
        var name = new X500DistinguishedName("CN=Nobody");
        var generator = X509SignatureGenerator.CreateForECDsa(key);
        var file = PdfFile.Base(
        [
            (50, $"<</Certs[{References(200, Certificates)}]>>"),
            .. Enumerable.Range(200, Certificates).Select(number =>
            {
                using var certificate = request.Create(
                    name, generator, TestPki.Start, TestPki.End, BitConverter.GetBytes(0x01000001 + number));
                return (number, PdfFile.Stream(Encoding.Latin1.GetString(certificate.RawData)));
            }),
        ]);
        file.Update([(PdfFile.Catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS 50 0 R>>")]);
        Sign(file);
        Assert.NotNull(Validate(file, Signatures * Certificates * (slow ? 200_000 : 20_000)).Checked);
        TooLarge(file, Signatures * Certificates * (slow ? 20_000 : 3_000));
    }

    [Fact]
    public void Responses_and_tokens_are_looked_at_at_a_price()
    {
        var file = PdfFile.Base();
        _signer.Sign(file, new SignOptions { Contents = digest => _signer.CmsWithToken(digest, [0x30, 0]) });
        var report = Validate(file, PdfLimits.Default.MaxSteps);
        Assert.Equal(Indication.TotalPassed, report.Indication);
        TooLarge(file, 15_000);
    }

    [Fact]
    public void Entries_of_a_strangers_list_are_gone_through_at_a_price()
    {
        const int Entries = 5_000;
        using var key = RSA.Create(2048);
        var list = new EvidenceForge(TestPki.Parse(_signer.Pki.Ca), key).Crl(
            [
                .. Enumerable.Repeat(
                    new EvidenceForge.Entry(_signer.Certificate.SerialNumber, 1, _signer.Certificate.Subject), Entries),
            ],
            [EvidenceForge.Scope((4, false, [0xff]))]);
        var file = PdfFile.Base((50, "<</CRLs[51 0 R]>>"), (51, PdfFile.Stream(Encoding.Latin1.GetString(list))));
        file.Update([(PdfFile.Catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS 50 0 R>>")]);
        _signer.Sign(file);
        Assert.Equal(Indication.TotalPassed, Validate(file, 1_000 * Entries).Indication);
        TooLarge(file, 100 * Entries);
    }

    [Fact]
    public void A_set_of_millions_of_values_is_no_attribute()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            for (var i = 0; i < 70_000; i++)
            {
                writer.WriteNull();
            }
        }

        Assert.Throws<AsnContentException>(() => Ber.Reader(writer.Encode()).ReadSequence().ReadAll());
    }

    [Fact]
    public void A_dictionary_of_hundreds_of_thousands_of_keys_is_too_large()
    {
        var keys = string.Concat(Enumerable.Range(0, 250_000).Select(i => $"/K{Text(i)} 0"));
        var file = PdfFile.Base((10, $"<<{keys}>>"), (11, $"<<{keys}>>"), (12, $"<<{keys}>>"));
        Assert.True(PdfDocument.TryOpen(file.ToArray(), PdfLimits.Default, out var document, out _));
        Assert.IsType<PdfDictionary>(document.Resolve(new PdfReference(10, 0)));
        document.Resolve(new PdfReference(11, 0));
        document.Resolve(new PdfReference(12, 0));
        Assert.Equal(PdfFaultKind.LimitExceeded, document.Damage!.Kind);
    }

    private void Sign(PdfFile file)
    {
        for (var i = 0; i < Signatures; i++)
        {
            _signer.Sign(file, new SignOptions { Name = "S" + Text(i) });
        }
    }

    private void TooLarge(PdfFile file, int steps)
    {
        var report = Validate(file, steps);
        Assert.Equal((ValidationDetail.TooLarge, null), (report.Detail, report.Checked));
        Assert.Empty(report.Signatures);
    }

    private ValidationReport Validate(PdfFile file, int steps) => PadesValidator.Validate(
        file.ToArray(), _signer.Context with { Limits = PdfLimits.Default with { MaxSteps = steps } });

    private static string References(int first, int count) =>
        string.Concat(Enumerable.Range(first, count).Select(number => Text(number) + " 0 R "));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
