using System.Globalization;
using Proof.Pades;
using Proof.Pdf;
using Proof.Qr;
using Xunit.Abstractions;

namespace Proof.Tests.Pades;

/// <summary>Sealing documents that others made.</summary>
public sealed class SealingCorpusTests(ITestOutputHelper output) : IDisposable
{
    private readonly SealingKit _kit = new();
    private readonly Programs _programs = new();

    public void Dispose()
    {
        _kit.Dispose();
        _programs.Dispose();
    }

    [Fact]
    public void Seals_95_percent_of_clean_unsigned_files_and_leaves_them_clean()
    {
        if (Corpus.Folder is null || !Programs.ArePresent)
        {
            output.WriteLine("absent: corpus or programs");
            return;
        }

        int clean = 0, inPlace = 0, sheets = 0, atOnce = 0;
        foreach (var file in Corpus.Files.Where(f => f["signatures"] == "0" && f["encrypted"] == "0"))
        {
            var pdf = file.Read();
            if (_programs.QpdfCheck(pdf) != 0)
            {
                continue;
            }

            clean++;
            var outcome = TryAll(pdf);
            var isSheet = outcome.Why.StartsWith("sheet", StringComparison.Ordinal);
            if (outcome.Why.Length > 0)
            {
                output.WriteLine($"{file.Path}: {outcome.Why}");
            }

            // A sheet is sealed too: the file goes into it byte for byte.
            var made = isSheet ? SheetFor(pdf) : outcome.File;
            if (made is not null && _programs.QpdfCheck(made) is var check && check != 0)
            {
                output.WriteLine($"{file.Path}: qpdf says {check}");
            }
            else if (made is not null)
            {
                // Where our validator is stricter about the file itself than qpdf, another judge says whether the seal
                // is sound.
                var report = _kit.Validate(made);
                var isSound = report.FaultText is null
                    ? report.Signatures is [{ Integrity: Integrity.Intact }]
                    : _programs.ValidSignatures(made) == 1;
                Assert.True(isSound, $"{file.Path}: {report.FaultText}");
                if (report.FaultText is not null)
                {
                    output.WriteLine($"{file.Path}: {report.FaultText}");
                }

                atOnce += TrySeal(pdf, SealingKit.SealOptions).File is null ? 0 : 1;
                inPlace += isSheet ? 0 : 1;
                sheets += isSheet ? 1 : 0;
            }
        }

        output.WriteLine(
            $"{inPlace} sealed in place ({atOnce} with no place configured), {sheets} by a sheet, of {clean} clean");
        Assert.True(inPlace + sheets >= 0.95 * clean, $"{inPlace} + {sheets} of {clean}");
    }

    [Fact]
    public void Keeps_every_earlier_signature_as_valid_as_it_was()
    {
        if (Corpus.Folder is null || !Programs.ArePresent)
        {
            output.WriteLine("absent: corpus or programs");
            return;
        }

        int done = 0, sheets = 0;
        foreach (var file in Corpus.Files.Where(f => f["signatures"] != "0"))
        {
            var pdf = file.Read();
            var outcome = TryAll(pdf);
            if (outcome.File is null)
            {
                sheets += outcome.Why.StartsWith("sheet", StringComparison.Ordinal) ? 1 : 0;
                output.WriteLine($"{file.Path}: {outcome.Why}");
                continue;
            }

            done++;
            Assert.True(
                _programs.ValidSignatures(outcome.File) == _programs.ValidSignatures(pdf) + 1,
                $"{file.Path}: signatures lost");
            var (was, now) = (_programs.QpdfCheck(pdf), _programs.QpdfCheck(outcome.File));
            Assert.True(now == was || now == 0, $"{file.Path}: qpdf said {was}, now {now}");
            CompareVerdicts(file.Path, pdf, outcome.File);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} sealed, {sheets} get a sheet"));
        Assert.True(done >= 24, $"{done} sealed");
    }

    private void CompareVerdicts(string path, byte[] before, byte[] after)
    {
        var old = CorpusVerdicts.Validate(before);
        var now = CorpusVerdicts.Validate(after, before);
        Assert.Equal(old.Lost.Count, now.Lost.Count);
        foreach (var signature in old.Signatures)
        {
            var same = now.Signatures.Single(
                s => s.FieldName == signature.FieldName && s.Revision == signature.Revision);
            if (signature.Integrity != same.Integrity || signature.Indication != same.Indication)
            {
                output.WriteLine($"{path} {signature.FieldName}: {signature.Indication} {signature.Detail} became "
                    + $"{same.Indication} {same.Detail} {string.Join("; ", same.Modification.Changes)}");
            }

            Assert.Equal(signature.Integrity, same.Integrity);
            Assert.Equal(signature.Indication, same.Indication);
        }

        // A file that our validator does not read is read no better afterwards.
        var added = old.FaultText is not null && now.FaultText is not null ? 0 : 1;
        Assert.Equal(old.Signatures.Count + added, now.Signatures.Count);
    }

    private byte[] SheetFor(byte[] pdf)
    {
        var content = new SheetContent
        {
            Address = QrLink.AddressOf(SealingKit.Host),
            FileName = "result.pdf",
            Lines = [],
        };
        var prepared = VerificationSheet.Prepare(pdf, content, SealingKit.SealOptions);
        return prepared.Complete(_kit.SignAsStore(prepared).Encode()).ToArray();
    }

    // As a result type would be configured whose papers leave no room in the usual corners; last, as where the paper
    // shows the code already.
    private static IEnumerable<SignatureOptions> Configurations()
    {
        yield return SealingKit.SealOptions;
        foreach (var corner in new[] { PageCorner.TopLeft, PageCorner.TopRight, PageCorner.BottomRight })
        {
            yield return SealingKit.SealOptions with
            {
                Appearance = SealingKit.Qr with { Width = 22 },
                Position = new PagePosition(1, corner, 2, 2),
            };
        }

        yield return SealingKit.SealOptions with { Appearance = new SignatureAppearance.Invisible() };
    }

    private (byte[]? File, string Why) TryAll(byte[] pdf) =>
        Configurations().Select(each => TrySeal(pdf, each)).FirstOrDefault(
            each => each.File is not null
                || !each.Why.EndsWith(nameof(SheetReason.NoFreePlace), StringComparison.Ordinal));

    private (byte[]? File, string Why) TrySeal(byte[] pdf, SignatureOptions options)
    {
        if (!PdfDocument.TryOpen(pdf, PdfLimits.Default, out var document, out var fault))
        {
            return (null, $"not opened: {fault.Kind} {fault.Detail}");
        }

        switch (PadesSigner.Prepare(document, options))
        {
            case PrepareOutcome.Prepared(var signature, _, _):
                return (signature.Complete(_kit.SignAsStore(signature).Encode()).ToArray(), "");
            case PrepareOutcome.SheetNeeded(var reason):
                return (null, $"sheet: {reason}");
            case PrepareOutcome.Refused(var damage):
                return (null, $"refused: {damage.Kind} {damage.Detail}");
            default:
                throw new InvalidOperationException();
        }
    }
}
