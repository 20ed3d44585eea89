using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Proof;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Tests.Storage;
using ResultStore.Validation;
using ResultStore.Validation.Evidence;
using ResultStore.Validation.Revocation;

namespace ResultStore.Tests.Sealing;

/// <summary>
/// A result sealed today, thirty-one years on: of everything that signed it only the newest time-stamp is still valid.
/// </summary>
public sealed class ThirtyYearsTests : IDisposable
{
    private readonly RSA _rootKey = RSA.Create(2048);
    private readonly RSA _officerKey = RSA.Create(2048);
    private readonly X509Certificate2 _officersRoot;
    private readonly Certificate _officer;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("resultstore-years-");
    private IReadOnlyList<Certificate>? _anchors;

    public ThirtyYearsTests()
    {
        var root = new CertificateRequest(
            "CN=Officers", _rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        root.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(root.PublicKey, critical: false));
        _officersRoot = root.CreateSelfSigned(SealSite.Start.AddYears(-1), SealSite.Start.AddYears(4));
        var officer = new CertificateRequest(
            "CN=Officer", _officerKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        officer.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        using var issued = officer.Create(_officersRoot, SealSite.Start, SealSite.Start.AddYears(2), [3]);
        Assert.True(Certificate.TryParse(issued.RawData, out var certificate));
        _officer = certificate;
    }

    private static DateTimeOffset End => SealSite.Start.AddYears(31);

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _officersRoot.Dispose();
        _officerKey.Dispose();
        _rootKey.Dispose();
    }

    [Fact]
    public async Task A_sealed_copy_alone_still_proves_itself_where_no_renewal_was_missed_and_says_so_where_one_was()
    {
        // Digest, RSA and curve of the first age come to their ends on the way; so does each authority.
        var table = Table(("SHA256", 10), ("SHA1", -10));
        await using var site = NewSite(table);
        var row = await StoreAsync(site);
        var states = new List<byte[]>();
        for (var now = SealSite.Start.AddDays(1); now < End; now = now.AddDays(40))
        {
            site.MoveTo(now);
            var (_, failed) = await site.NewJob().RunOnceAsync(default);
            Assert.Equal(0, failed);
            var file = await ReadAsync(site, row);
            if (states.Count == 0 || states[^1].Length < file.Length)
            {
                states.Add(file);
            }
        }

        site.MoveTo(End);
        var report = Judge(states[^1], table, RevocationMode.IfPresent);
        Assert.Equal((Indication.TotalPassed, 2 + states.Count),
            (report.Indication, report.Signatures.Count));
        Assert.True(states.Count is >= 5 and < 12, $"{states.Count} states");
        var (officer, seal) = (report.Signatures[0], report.Signatures[1]);
        Assert.Equal(TimeSource.DocumentTimestamp, officer.TimeSource);
        Assert.True(officer.BestSignatureTime < SealSite.Start.AddDays(2));
        Assert.Equal(SignatureLevel.PadesBLTA, officer.Level);
        Assert.Equal(SignatureLevel.PadesBLTA, seal.Level);

        // Whoever asks for every certificate's standing needs one word from outside: about the newest time-stamp.
        Assert.Equal(
            Indication.TotalPassed, Judge(states[^1], table, RevocationMode.Required, site.Lists()).Indication);
        Assert.All(
            Judge(states[^1], table, RevocationMode.Required).Signatures,
            each => Assert.Equal(SubIndication.TryLater, each.SubIndication));

        // A renewal that was forgotten: nothing proves the time any more, and nothing is called broken.
        foreach (var forgotten in states.SkipLast(1))
        {
            var doubt = Judge(forgotten, table, RevocationMode.IfPresent);
            Assert.Equal(Indication.Indeterminate, doubt.Indication);
            Assert.All(doubt.Signatures, each => Assert.Equal(Integrity.Intact, each.Integrity));
            Assert.All(doubt.Signatures, each => Assert.Contains(
                each.SubIndication,
                (SubIndication[])[SubIndication.NoPoe, SubIndication.CryptoConstraintsFailureNoPoe]));
        }
    }

    [Fact]
    public async Task A_table_that_ends_sooner_brings_renewals_forward()
    {
        await using var site = NewSite(null);
        await StoreAsync(site);
        Assert.Equal((1, 0), await site.NewJob().RunOnceAsync(default));
        Assert.Equal(0, await site.Get<RenewalDates>().RunOnceAsync(default));
        var task = Assert.Single(await TasksAsync(site));
        Assert.Equal(SealSite.Start.AddYears(2), task.DoneBy);

        // The next version of the table gives the digest in the newest time-stamp one year.
        var trust = TrustOf(site, Table(("SHA256", 1)));
        var raiser = site.Make<SealRaiser>(trust);
        Assert.Equal(1, await site.Make<RenewalDates>(trust, raiser).RunOnceAsync(default));
        task = Assert.Single(await TasksAsync(site));
        Assert.Equal(
            (SealSite.Start.AddYears(1), SealSite.Start.AddYears(1).AddDays(-90)), (task.DoneBy, task.DueAt));
        Assert.Equal(0, await site.Make<RenewalDates>(trust, raiser).RunOnceAsync(default));

        // And back: by the older rules the older day.
        Assert.Equal(1, await site.Get<RenewalDates>().RunOnceAsync(default));
        Assert.Equal(SealSite.Start.AddYears(2), Assert.Single(await TasksAsync(site)).DoneBy);
    }

    [Theory]
    [InlineData(2_048, SignatureLevel.PadesBLT, 0)]
    [InlineData(1_024, SignatureLevel.PadesBT, 1)]
    public async Task A_long_list_about_a_signer_is_in_the_sealed_copy_as_far_as_there_is_room(
        int kilobytes, SignatureLevel level, int leftOut)
    {
        await using var site = NewSite(null, kilobytes);
        var row = await StoreAsync(site, revoked: 40_000);
        var known = await site.Get<EvidenceArchive>().RecallAsync(
            (await site.Get<ResultTable>().ReadEvidenceAsync(row.Bucket, row.Id, default))!.Evidence, default);
        using (var raised = await site.Get<SealRaiser>().RaiseAsync(
            await ReadAsync(site, row), SealLevel.Archived, known, renews: false, default))
        {
            Assert.Equal(leftOut, raised.ListsLeftOut.Count);
            Assert.All(raised.ListsLeftOut, each => Assert.InRange(each, 1 << 20, 2 << 20));
        }

        Assert.Equal((1, 0), await site.NewJob().RunOnceAsync(default));
        var signatures = site.Get<DocumentJudge>().Judge(await ReadAsync(site, row)).Signatures;

        // The one document time-stamp is the officer's only one: no archive of his own before the first renewal.
        Assert.Equal((level, SignatureLevel.PadesBLTA), (signatures[0].Level, signatures[1].Level));
    }

    private static ValueTask<List<SealTask>> TasksAsync(SealSite site) =>
        site.Get<SealTaskTable>().ListAsync(DateTimeOffset.MaxValue, 10, default);

    /// <summary>The built-in table with other ends: years from the start.</summary>
    private static byte[] Table(params (string Name, int Years)[] ends)
    {
        var json = Encoding.UTF8.GetString(AlgorithmPolicy.BuiltIn.Encoded.Span);
        foreach (var (name, years) in ends)
        {
            var day = SealSite.Start.AddYears(years).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            json = json.Replace(
                $"{{ \"name\": \"{name}\" }}", $"{{ \"name\": \"{name}\", \"until\": \"{day}\" }}",
                StringComparison.Ordinal);
        }

        return Encoding.UTF8.GetBytes(json.Replace(
            "{ \"kind\": \"Ecdsa\", \"fromBits\": 256 }",
            $"{{ \"kind\": \"Ecdsa\", \"fromBits\": 256, \"until\": \"{SealSite.Start.Year + 15}-01-01\" }},"
            + "{ \"kind\": \"Ecdsa\", \"fromBits\": 384 }",
            StringComparison.Ordinal));
    }

    private static TrustStores TrustOf(SealSite site, byte[] table)
    {
        var path = Path.Combine(site.Folder, "algorithms.json");
        File.WriteAllBytes(path, table);
        var folder = Path.Combine(site.Folder, "trust");
        return new TrustStores(Microsoft.Extensions.Options.Options.Create(new TrustOptions
        {
            Signers = [folder],
            Timestamps = [folder],
            Algorithms = path,
        }), Microsoft.Extensions.Logging.Abstractions.NullLogger<TrustStores>.Instance);
    }

    private SealSite NewSite(byte[]? table, int listKilobytes = 2_048)
    {
        var settings = new Dictionary<string, string?> { ["Sealing:SignerListKilobytes"] = $"{listKilobytes}" };
        if (table is not null)
        {
            settings["Trust:Algorithms"] = Path.Combine(_folder.FullName, "algorithms.json");
            File.WriteAllBytes(settings["Trust:Algorithms"]!, table);
        }

        var site = new SealSite(settings);
        site.AddRoot(_officersRoot, HashAlgorithmName.SHA256);
        var start = SealSite.Start;
        site.AddAuthority(
            start.AddYears(5), start.AddYears(12), ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256);
        site.AddAuthority(
            start.AddYears(9), start.AddYears(20), ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384);
        site.AddAuthority(
            start.AddYears(19), start.AddYears(33), ECCurve.NamedCurves.nistP521, HashAlgorithmName.SHA512);
        site.MoveTo(start.AddDays(1));
        return site;
    }

    /// <summary>By the file and the anchors alone, and the lists given.</summary>
    private ValidationReport Judge(
        byte[] file, byte[] table, RevocationMode revocation, params ReadOnlyMemory<byte>[] lists)
    {
        Assert.NotNull(_anchors);
        return PadesValidator.Validate(file, new ValidationContext(End, [new TrustStore("kept", _anchors)])
        {
            Algorithms = AlgorithmPolicy.Parse(table),
            Policy = new ValidationPolicy { Revocation = revocation },
            Revocation = RevocationEvidence.Of(lists, []),
        });
    }

    private static async Task<byte[]> ReadAsync(SealSite site, ResultRow row)
    {
        var now = (await site.Get<ResultTable>().FindByIdAsync(row.Bucket, row.Id, default))!;
        using var file = site.Get<DocumentStore>().Map(now.SealedSha256)!;
        return file.Bytes.ToArray();
    }

    /// <summary>A paper that an officer signed: judged, sealed with a time-stamp and stored with its evidence.
    /// </summary>
    private async Task<ResultRow> StoreAsync(SealSite site, int revoked = 0)
    {
        await site.MakeAsync();
        _anchors = [.. site.Get<TrustStores>().Current.Signers.SelectMany(each => each.Anchors)];
        var submitted = Signed(SealSite.Sample(), site.Clock.Now);
        Assert.True(Crl.TryParse(site.ListOf(_officersRoot, HashAlgorithmName.SHA256, revoked), out var list));
        var judge = site.Get<DocumentJudge>();
        var judgement = judge.JudgeForIntake(
            submitted, false, ModificationAllowance.Signatures, judge.Trust, new GatheredEvidence([], [list], []));
        Assert.Equal(RevocationFinding.NotRevoked, judgement.Report.Signatures[0].RevocationFinding);
        var evidence = EvidenceWriter.Write(judgement);
        await site.Get<EvidenceArchive>().KeepAsync(evidence);

        Assert.True(PdfDocument.TryOpen(submitted, PdfLimits.Default, out var document, out _));
        var (prepared, cms) = site.Seal(document);
        var stamp = await site.Get<TimestampClient>().StampAsync(cms.SignatureValue, default);
        var documents = site.Get<DocumentStore>();
        using var file = documents.NewSpool(
            prepared.Complete(cms.WithSignatureTimestamp(stamp.Token.Encoded).Encode()).ToArray());
        await documents.StoreAsync(file);
        var result = Samples.Result();
        var row = result.Row with
        {
            SealedSha256 = file.Sha256,
            SealedLength = file.Length,
            CreatedAt = site.Clock.Now,
            SealLevel = SealLevel.Timed,
            SealTarget = SealLevel.Archived,
            RaiseBy = site.Clock.Now.AddDays(1),
        };
        Assert.IsType<AddOutcome.Stored>(await site.Get<ResultTable>().AddAsync(
            result with { Row = row, Evidence = evidence.Message }));
        return row;
    }

    private byte[] Signed(byte[] paper, DateTimeOffset now)
    {
        Assert.True(PdfDocument.TryOpen(paper, PdfLimits.Default, out var document, out _));
        var prepared = Assert.IsType<PrepareOutcome.Prepared>(PadesSigner.Prepare(
            document, new SignatureOptions { SigningTime = now, FieldName = "Officer" })).Signature;
        var cms = UnsignedCms.Create(
            _officer, [], SignatureScheme.RsaPkcs1Sha256, prepared.DigestBy(DigestAlgorithm.Sha256));
        return prepared.Complete(cms.Sign(_officerKey).Encode()).ToArray();
    }
}
