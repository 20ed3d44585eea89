namespace Proof.Pdf;

/// <summary>Why a document could not be read.</summary>
public enum PdfFaultKind
{
    /// <summary>No <c>%PDF-</c> header.</summary>
    NotAPdf,

    /// <summary>The structure is damaged; viewers would repair it by guessing, this reader does not.</summary>
    NeedsRepair,

    /// <summary>Bytes stand outside every revision.</summary>
    BytesOutsideRevisions,

    /// <summary>A trailer names <c>/Encrypt</c>: strings and streams cannot be read, or nothing can be
    /// written.</summary>
    Encrypted,

    /// <summary>A budget of <see cref="PdfLimits"/> ran out.</summary>
    LimitExceeded,

    /// <summary>References, page nodes or cross-reference sections lead back to themselves.</summary>
    Loop,

    /// <summary>A filter that this reader does not undo.</summary>
    UnsupportedFilter,
}

/// <summary>Why and where reading stopped.</summary>
/// <param name="Detail">For logs and reports, in English; holds no content of the document.</param>
/// <param name="Offset">Byte offset in the document, or -1 where none applies.</param>
public sealed record PdfFault(PdfFaultKind Kind, string Detail, int Offset = -1);
