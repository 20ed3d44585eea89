using Proof.Pdf;

namespace Proof.Pades;

/// <summary>A PDF whose signatures satisfied the policy, and that is not encrypted: what is kept has to be readable for
/// ever, without a handler and a key. Only <see cref="PadesValidator"/> makes one.</summary>
public sealed class CheckedPdf
{
    internal CheckedPdf(UnencryptedPdf document) => Document = document;

    /// <summary>The whole file as it was judged; the same memory.</summary>
    public ReadOnlyMemory<byte> Bytes => Document.Bytes;

    /// <summary>Opened already; not for several threads.</summary>
    public UnencryptedPdf Document { get; }
}
