using Proof.Pdf;

namespace Proof.Pades;

/// <summary>A PDF whose signatures satisfied the policy. Only <see cref="PadesValidator"/> makes one.</summary>
public sealed class CheckedPdf
{
    internal CheckedPdf(PdfDocument document) => Document = document;

    /// <summary>The whole file as it was judged; the same memory.</summary>
    public ReadOnlyMemory<byte> Bytes => Document.Bytes;

    /// <summary>Opened already; not for several threads.</summary>
    public PdfDocument Document { get; }
}
