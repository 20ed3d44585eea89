using System.Text;
using Proof.Pades;
using Proof.Pdf;

namespace Proof.Tests.Pades;

/// <summary>Signed documents that are encrypted, and that the empty user password opens: as every reader does
/// unasked.</summary>
public sealed class EncryptedDocumentTests : EncryptedFiles
{
    private const string Text = "BT /F1 18 Tf 72 700 Td (Pay 100 dong) Tj ET";

    public static TheoryData<int, int, int, string, bool> Handlers => new()
    {
        { 1, 2, 5, "V2", true },
        { 1, 3, 5, "V2", true },
        { 2, 3, 5, "V2", true },
        { 2, 3, 10, "V2", true },
        { 2, 3, 16, "V2", true },
        { 4, 4, 16, "V2", true },
        { 4, 4, 16, "AESV2", true },
        { 4, 4, 16, "AESV2", false },
        { 5, 5, 32, "AESV3", true },
        { 5, 6, 32, "AESV3", true },
        { 5, 6, 32, "AESV3", false },
    };

    [Theory]
    [MemberData(nameof(Handlers))]
    public void Gives_a_verdict_on_every_version_of_the_standard_handler_and_nothing_to_seal(
        int version, int revision, int keyBytes, string method, bool metadata)
    {
        foreach (var direct in new[] { false, true })
        {
            var encryption = new TestEncryption(version, revision, keyBytes, method)
            {
                EncryptsMetadata = metadata,
                IsDirect = direct,
                Id = direct ? [] : "an identifier"u8.ToArray(),
            };
            var file = PdfFile.Base([], null, encryption);
            Assert.True(file.Find("Pay 100 dong") < 0);
            Signer.Sign(file, new SignOptions { Visible = true, Extra = "/Reason(Approved)" });
            Signer.Sign(file, new SignOptions { Name = "Second" });
            var report = Validate(file);
            Assert.True(report.Indication == Indication.TotalPassed, $"{report.Detail} {report.FaultText}");
            Assert.Equal(DocumentWarnings.Encrypted, report.Warnings);
            Assert.Null(report.Checked);
            Assert.Equal("Approved", report.Signatures[0].Texts.Reason);
            Assert.Equal("Signature1", report.Signatures[0].FieldName);
            Assert.Equal(ModificationLevel.FormFilling, report.Signatures[0].Modification.Level);
            Assert.Equal(Text, PageText(file));
            Assert.False(PdfDocument.TryOpen(file.ToArray(), PdfLimits.Default, out _, out var fault));
            Assert.Equal(PdfFaultKind.Encrypted, fault.Kind);
        }
    }

    [Fact]
    public void Programs_by_others_read_what_these_tests_encrypt()
    {
        if (!Programs.ArePresent)
        {
            return;
        }

        using var programs = new Programs();
        foreach (var encryption in new[]
        {
            TestEncryption.Rc4Of40, TestEncryption.Rc4Of128, TestEncryption.AesOf128, TestEncryption.AesOf256,
        })
        {
            var file = Signed(encryption);
            Assert.Equal(0, programs.QpdfCheck(file.ToArray()));
            Assert.Equal(1, programs.ValidSignatures(file.ToArray()));
            var plain = programs.PathOf("plain.pdf");
            var made = programs.Run("qpdf", "--decrypt", "--stream-data=uncompress", programs.PathOf("sig.pdf"), plain);
            Assert.True(made.Exit == 0, made.Output);
            Assert.True(File.ReadAllBytes(plain).AsSpan().IndexOf("Pay 100 dong"u8) > 0);
        }
    }

    [Fact]
    public void An_object_encrypted_anew_is_unchanged_and_one_that_says_something_else_is_not()
    {
        foreach (var encryption in new[] { TestEncryption.Rc4Of128, TestEncryption.AesOf128, TestEncryption.AesOf256 })
        {
            const int Information = 30;
            var file = PdfFile.Base([(Information, "<</Marked(Kept)/Other[(Kept too)]>>")], null, encryption);
            Signer.Sign(file);
            var same = file.Copy();
            same.Update([(PdfFile.Content, file[PdfFile.Content]), (Information, file[Information])]);
            var report = Validate(same);
            Assert.Equal(
                (Indication.TotalPassed, ModificationLevel.None),
                (report.Indication, report.Signatures[0].Modification.Level));

            file.Update([(PdfFile.Content, PdfFile.Stream(Text.Replace("100", "900", StringComparison.Ordinal)))]);
            report = Validate(file);
            Assert.Equal(
                (Indication.TotalFailed, SubIndication.FormatFailure, ModificationLevel.Other),
                (report.Indication, report.SubIndication, report.Signatures[0].Modification.Level));
        }
    }

    [Fact]
    public void Objects_in_an_object_stream_are_encrypted_with_it_alone()
    {
        foreach (var encryption in new[] { TestEncryption.Rc4Of40, TestEncryption.AesOf128, TestEncryption.AesOf256 })
        {
            var file = PdfFile.Base([], null, encryption);
            var offset = file.Put("20 0 obj\n" + encryption.Seal(
                20, PdfFile.Stream("30 0 <</Said(In clear)>>", "/Type/ObjStm/N 1/First 5")) + "\nendobj\n");
            file.StreamSection(encryption.Trailer, file.Length, (20, 1, offset, 0), (30, 2, 20, 0));
            Assert.True(
                PdfDocument.TryOpenForReading(file.ToArray(), PdfLimits.Default, out var document, out var fault),
                fault?.Detail);
            var value = Assert.IsType<PdfDictionary>(document.Resolve(new PdfReference(30, 0)));
            Assert.Equal("In clear", Encoding.Latin1.GetString(Assert.IsType<PdfString>(value["Said"]).Bytes.Span));
        }
    }

    [Fact]
    public void Refuses_an_update_that_changes_by_what_a_document_is_encrypted()
    {
        foreach (var encryption in new[] { TestEncryption.Rc4Of128, TestEncryption.AesOf256 })
        {
            var other = new TestEncryption(2, 3, 16) { Id = "another"u8.ToArray() };
            var dictionary = $"<<{encryption.Entries}>>";
            foreach (var (trailer, objects) in new (string, (int, string)[])[]
            {
                ("/ID[<" + Convert.ToHexString(encryption.Id) + "><01>]", []),
                (Swap("/Encrypt 60", "/Encrypt 61")(encryption.Trailer), [(61, dictionary)]),
                (Swap("/Encrypt 60 0 R", $"/Encrypt<<{encryption.Entries}>>")(encryption.Trailer), []),
                (encryption.Trailer, [(TestEncryption.Number, dictionary)]),
                (encryption.Trailer, [(TestEncryption.Number, $"<<{other.Entries}>>")]),
                ("/Encrypt 60 0 R/ID[<" + Convert.ToHexString(other.Id) + "><01>]", []),
                ("/Encrypt 60 0 R", []),
                (Swap("/Encrypt 60 0 R", "/Encrypt null")(encryption.Trailer), []),
            })
            {
                var file = Signed(encryption);
                file.Encryption = null;
                file.Update(objects, trailer: trailer);
                Refused(file, ValidationDetail.Encrypted);
            }

            // The same save without any of it is one that says nothing new.
            var honest = Signed(encryption);
            honest.Update([]);
            Assert.Equal(Indication.TotalPassed, Validate(honest).Indication);
        }
    }

    [Fact]
    public void Refuses_encryption_that_only_some_of_a_files_sections_claim()
    {
        // An unencrypted first revision, and an update whose trailer says that all of it is encrypted, and by what.
        var file = PdfFile.Base();
        Signer.Sign(file);
        var encryption = TestEncryption.AesOf256;
        file.Update([(TestEncryption.Number, $"<<{encryption.Entries}>>")], trailer: encryption.Trailer);
        Refused(file, ValidationDetail.Encrypted);
    }

    [Fact]
    public void Says_why_a_document_does_not_open()
    {
        foreach (var (encryption, why) in new (TestEncryption, string)[]
        {
            (new TestEncryption(2, 3, 16) { Password = "secret" }, "password"),
            (new TestEncryption(4, 4, 16, "AESV2") { Password = "secret" }, "password"),
            (new TestEncryption(5, 6, 32, "AESV3") { Password = "secret" }, "password"),
            (Changed("/Standard", "/Adobe.PubSec"), "recipients"),
            (Changed("/V 4", "/V 3"), "version"),
            (Changed("/V 4", "/V 40000000000000000000"), ""),
            (Changed("/R 4", "/R 6"), "version"),
            (Changed("/R 4", "/R 7"), "version"),
            (Changed("/AESV2", "/AESV9"), "filter"),
            (Changed("/AESV2", "/None"), "filter"),
            (Changed("/StmF/StdCF", "/StmF/Other"), "filter"),
            (Changed("/StrF/StdCF", "/StrF/Other"), "filter"),
            (Changed("/CF<<", "/CF<</Identity<</CFM/AESV2>>"), "contradict"),
            (Changed("/CF<<", "/CF<</StdCF<</CFM/V2>>"), "twice"),
            (Changed("/CF<<", "/CF<</Loop 60 0 R"), "references"),
            (Changed("/CFM/AESV2", "/CFM 60 0 R"), "references"),
            (Changed("/O<", "/O<>/Was<"), "short"),
            (Changed("/U<", "/U(short)/Was<"), "short"),
            (Changed("/U<", "/U[]/Was<"), "short"),
            (new TestEncryption(2, 3, 16) { Change = Swap("/Length 128", "/Length 2147483647") }, "length"),
            (new TestEncryption(2, 3, 16) { Change = Swap("/Length 128", "/Length -8") }, "length"),
            (new TestEncryption(2, 3, 16) { Change = Swap("/Length 128", "/Length 127") }, "length"),
            (new TestEncryption(2, 3, 16) { Change = Swap("/P -3904", "/P -3900") }, "password"),
            (new TestEncryption(5, 6, 32, "AESV3") { Change = Swap("/UE<", "/UE<00>/Was<") }, "short"),
            (new TestEncryption(5, 6, 32, "AESV3") { Change = Swap("/Perms<", "/Perms<00>/Was<") }, "short"),
            (new TestEncryption(5, 6, 32, "AESV3") { Change = Swap("/P -3904", "/P -3900") }, "password"),
        })
        {
            var file = Signed(encryption);
            if (why.Length > 0)
            {
                Assert.Contains(why, Refused(file, ValidationDetail.Encrypted), StringComparison.Ordinal);
            }
            else
            {
                Assert.Null(Validate(file).Checked);
            }
        }

        static TestEncryption Changed(string from, string to) => new(4, 4, 16, "AESV2") { Change = Swap(from, to) };
    }

    [Fact]
    public void Refuses_an_encryption_dictionary_within_an_object_stream_or_that_does_not_stand_where_it_should()
    {
        var encryption = new TestEncryption(2, 3, 16);
        var file = new PdfFile();
        file.Raw("%PDF-1.7\n");
        var catalog = file.Put("1 0 obj\n<</Type/Catalog>>\nendobj\n");
        var container = file.Put(
            "20 0 obj\n" + PdfFile.Stream($"60 0 <<{encryption.Entries}>>", "/Type/ObjStm/N 1/First 5") + "\nendobj\n");
        var section = file.Put(PdfFile.CrossReference(
            99, encryption.Trailer, (1, 1, catalog, 0), (20, 1, container, 0), (60, 2, 20, 0)));
        file.Raw($"startxref\n{section}\n%%EOF\n");
        Refused(file, ValidationDetail.Encrypted);

        foreach (var named in new[] { "/Encrypt 59 0 R", "/Encrypt 4 0 R", "/Encrypt 60 1 R", "/Encrypt(text)" })
        {
            file = PdfFile.Base([(TestEncryption.Number, $"<<{encryption.Entries}>>")]);
            file.Update([], trailer: named);
            Refused(file, ValidationDetail.Encrypted);
        }
    }

    [Fact]
    public void Refuses_a_second_key_for_the_owner_where_the_permissions_show_it()
    {
        // By revisions 5 and 6 each password could open another key, and with it other content.
        foreach (var revision in new[] { 5, 6 })
        {
            Refused(
                Signed(new TestEncryption(5, revision, 32, "AESV3") { HasSecondKey = true }),
                ValidationDetail.Encrypted);
        }
    }

    [Fact]
    public void Refuses_a_stream_or_string_that_is_not_encrypted_as_it_should()
    {
        foreach (var encryption in new[] { TestEncryption.AesOf128, TestEncryption.AesOf256 })
        {
            encryption.Open.Add(PdfFile.Content);
            foreach (var data in (byte[][])
            [
                Encoding.Latin1.GetBytes(Text),
                Padded(0),
                Padded(17),
                Padded(255),
                [.. Padded(16), 1],
            ])
            {
                var file = Signed(
                    encryption, (PdfFile.Content, PdfFile.Stream(Encoding.Latin1.GetString(data))));
                Assert.Contains(
                    "not encrypted", Refused(file, ValidationDetail.NeedsRepair), StringComparison.Ordinal);
                Assert.True(PdfDocument.TryOpenForReading(file.ToArray(), PdfLimits.Default, out var document, out _));
                var stream = Assert.IsType<PdfStream>(document.Resolve(new PdfReference(PdfFile.Content, 0)));
                Assert.False(document.TryDecode(stream, out _, out var fault));
                Assert.Equal(PdfFaultKind.NeedsRepair, fault.Kind);
                Assert.Null(document.Damage);
            }

            encryption.Open.Clear();
            encryption.Open.Add(20);
            Assert.Contains(
                "not encrypted",
                Refused(Signed(encryption, (20, "<</Said(In clear)>>")), ValidationDetail.NeedsRepair),
                StringComparison.Ordinal);
            Assert.Equal(
                Indication.TotalPassed, Validate(Signed(encryption, (20, "<</Said()/Twice<>>>"))).Indication);

            byte[] Padded(byte last) => encryption.Encrypt(
                PdfFile.Content, [.. new byte[31], last], System.Security.Cryptography.PaddingMode.None);
        }
    }

    [Fact]
    public void What_a_signature_says_of_itself_in_clear_is_left_out_and_nothing_else()
    {
        var encryption = TestEncryption.AesOf256;
        var file = PdfFile.Base([], null, encryption);
        encryption.Open.Add(file.NextNumber);
        Signer.Sign(file, new SignOptions { Extra = "/Reason(In clear)" });
        var report = Validate(file);
        Assert.Equal(Integrity.Intact, report.Signatures[0].Integrity);
        Assert.Equal("", report.Signatures[0].Texts.Reason);
    }

    [Fact]
    public void What_is_decrypted_counts_in_the_documents_budget()
    {
        foreach (var encryption in new[] { TestEncryption.Rc4Of128, TestEncryption.AesOf256 })
        {
            var limits = PdfLimits.Default with { MaxDecodedBytes = 10_000 };
            var file = Signed(encryption, (20, $"<</Said({new string('x', 20_000)})>>"));
            var report = PadesValidator.Validate(file.ToArray(), Signer.Context with { Limits = limits });
            Assert.Equal(ValidationDetail.TooLarge, report.Detail);

            file = Signed(encryption, (20, PdfFile.Stream(new string('x', 20_000))));
            Assert.True(PdfDocument.TryOpenForReading(file.ToArray(), limits, out var document, out _));
            Assert.False(document.TryDecode(
                Assert.IsType<PdfStream>(document.Resolve(new PdfReference(20, 0))), out _, out var fault));
            Assert.Equal(PdfFaultKind.LimitExceeded, fault.Kind);
        }
    }

    private static Func<string, string> Swap(string from, string to) =>
        text => text.Replace(from, to, StringComparison.Ordinal);

    private static string PageText(PdfFile file)
    {
        Assert.True(PdfDocument.TryOpenForReading(file.ToArray(), PdfLimits.Default, out var document, out _));
        var content = Assert.IsType<PdfStream>(document.Resolve(document.Newest.Pages[0].Dictionary["Contents"]));
        Assert.True(document.TryDecode(content, out var data, out var fault), fault?.Detail);
        return Encoding.Latin1.GetString(data.Span);
    }
}
