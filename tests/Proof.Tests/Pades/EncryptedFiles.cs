using Proof.Pades;

namespace Proof.Tests.Pades;

/// <summary>Signed files that are encrypted, and what is said of them.</summary>
public abstract class EncryptedFiles : IDisposable
{
    private protected TestSigner Signer { get; } = new();

    public void Dispose()
    {
        Signer.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected PdfFile Signed(TestEncryption encryption, params (int Number, string Body)[] others)
    {
        var file = PdfFile.Base(others, null, encryption);
        Signer.Sign(file);
        return file;
    }

    private protected string Refused(PdfFile file, ValidationDetail detail)
    {
        var report = Validate(file);
        Assert.True(
            (report.Indication, report.SubIndication, report.Detail)
                == (Indication.Indeterminate, SubIndication.FormatFailure, detail),
            $"{report.Indication} {report.Detail} {report.FaultText}");
        Assert.Null(report.Checked);
        return report.FaultText ?? "";
    }

    private protected ValidationReport Validate(PdfFile file) =>
        PadesValidator.Validate(file.ToArray(), Signer.Context);
}
