namespace Proof.Pdf.Encryption;

/// <summary>How one object of an encrypted document is opened.</summary>
/// <remarks>Of equal ones equal bytes say the same.</remarks>
internal sealed record ObjectCipher(DocumentCipher Document, int Number, int Generation)
{
    private (CryptMethod Method, ReadOnlyMemory<byte> Key) _last;

    public bool Equals(ObjectCipher? other) => other is not null
        && ReferenceEquals(Document, other.Document) && Number == other.Number && Generation == other.Generation;

    public override int GetHashCode() => HashCode.Combine(Number, Generation);

    public ReadOnlySpan<byte> KeyOf(CryptMethod method)
    {
        if (_last.Key.IsEmpty || _last.Method != method)
        {
            _last = (method, Document.KeyOf(Number, Generation, method));
        }

        return _last.Key.Span;
    }

    /// <summary>A stream's data as they were before encryption, still filtered.</summary>
    /// <param name="filters">The stream's, resolved; as are their <paramref name="parameters"/>.</param>
    /// <param name="data">A slice of the document where nothing is encrypted.</param>
    /// <returns>Null, or why not; never damage of the document.</returns>
    public PdfFault? Open(
        PdfStream stream,
        IReadOnlyList<PdfObject> filters,
        IReadOnlyList<PdfObject> parameters,
        Func<PdfObject, PdfObject> resolve,
        PdfBudget budget,
        out ReadOnlyMemory<byte> data)
    {
        data = stream.Raw;
        if (Document.MethodOf(stream.Dictionary, filters, parameters, resolve) is not { } method)
        {
            return new PdfFault(PdfFaultKind.UnsupportedFilter, "a crypt filter that is not known");
        }

        if (method == CryptMethod.Identity)
        {
            return null;
        }

        if (data.Length > budget.Limits.MaxStreamBytes || !budget.TakeDecoded(data.Length))
        {
            return new PdfFault(PdfFaultKind.LimitExceeded, "a stream decodes to more than its budget");
        }

        if (Decryption.Open(method, KeyOf(method), data.Span) is not { } plain)
        {
            return new PdfFault(PdfFaultKind.NeedsRepair, "a stream is not encrypted as it should");
        }

        data = plain;
        return null;
    }

    /// <summary>Whether two streams with equal dictionaries hold the same: by AES no two encryptions are
    /// alike.</summary>
    public bool HoldsTheSame(PdfStream own, PdfStream other) =>
        own.Raw.Length == other.Raw.Length && other.Cipher is { } cipher
        && Document.MethodAsWritten(own.Dictionary) is CryptMethod.AesV2 or CryptMethod.AesV3
        && Document.MethodAsWritten(own.Dictionary) is { } method
        && Decryption.IsSame(KeyOf(method), own.Raw.Span, cipher.KeyOf(method), other.Raw.Span);
}
