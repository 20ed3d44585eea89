using Xunit.Abstractions;

namespace Proof.Tests.Pades;

public sealed class CorpusValidationTests(ITestOutputHelper output)
{
    [Fact]
    public void Agrees_with_an_independent_validator_on_what_is_intact()
    {
        foreach (var file in Corpus.Files)
        {
            var report = CorpusVerdicts.Validate(file.Read());
            if (file["signatures"] == "0" && report.Detail == Proof.Pades.ValidationDetail.NoSignature)
            {
                continue;
            }

            output.WriteLine($"{file.Path[4..]} | {file["pyhanko"]} | {report.Indication}/{report.SubIndication}/{report.Detail} {report.FaultText}");
            foreach (var each in report.Signatures)
            {
                output.WriteLine($"     {each.FieldName} r{each.Revision}/{each.Revisions} {each.Integrity} {each.Indication}/{each.SubIndication}/{each.Detail} {each.Algorithm} {each.Level} {each.TimeSource} {each.BestSignatureTime:u} mod {each.Modification.Level} f{each.Modification.Forbidden} {string.Join("; ", each.Modification.Changes.Select(c => $"{c.Revision}:{c.ObjectNumber} {c.Level} {c.Kind} {c.Subject}"))}");
            }

            foreach (var lost in report.Lost)
            {
                output.WriteLine($"     LOST {lost}");
            }
        }
    }
}
