using Proof.Cms;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>The document security store: certificates and revocation values that a document carries for its
/// signatures.</summary>
/// <param name="FirstRevision">Index of the first revision with a DSS; -1 where there is none.</param>
/// <remarks>ISO 32000-2, 12.8.4.3. Streams that cannot be read are left out: nobody signed them.</remarks>
internal sealed record DocumentEvidence(
    IReadOnlyList<Certificate> Certificates,
    IReadOnlyList<ReadOnlyMemory<byte>> OcspResponses,
    IReadOnlyList<ReadOnlyMemory<byte>> Crls,
    int FirstRevision)
{
    private const int MaxValues = 1024;
    private const int MaxOfAKind = 4096;

    public bool HasRevocation => OcspResponses.Count > 0 || Crls.Count > 0;

    public static DocumentEvidence Read(PdfDocument document) => Read(document, document.Newest);

    /// <summary>The same as one of the document's revisions left it.</summary>
    public static DocumentEvidence Read(PdfDocument document, PdfView view)
    {
        if (view.Get<PdfDictionary>(view.Catalog, "DSS") is not { } store)
        {
            return new DocumentEvidence([], [], [], -1);
        }

        var first = document.Revisions.FirstOrDefault(revision =>
        {
            var older = document.At(revision.Index);
            return older.Get<PdfDictionary>(older.Catalog, "DSS") is not null;
        });
        var certificates = new List<Certificate>();
        foreach (var encoded in Everywhere(view, store, "Certs", "Cert"))
        {
            if (Certificate.TryParse(encoded.Span, out var certificate))
            {
                certificates.Add(certificate);
            }
        }

        return new DocumentEvidence(
            certificates, [.. Everywhere(view, store, "OCSPs", "OCSP")], [.. Everywhere(view, store, "CRLs", "CRL")],
                first?.Index ?? -1);
    }

    // What stands under VRI for one signature should stand in the common lists as well; not every writer does so.
    private static IEnumerable<ReadOnlyMemory<byte>> Everywhere(
        PdfView view, PdfDictionary store, string key, string keyOfOne)
    {
        var seen = new HashSet<int>();
        var values = Values(view, store, key, seen);
        var signatures = view.Get<PdfDictionary>(store, "VRI")?.Entries ?? [];
        foreach (var (_, value) in signatures.Take(MaxValues))
        {
            if (view.Resolve(value) is PdfDictionary one)
            {
                values = values.Concat(Values(view, one, keyOfOne, seen));
            }
        }

        return values.Take(MaxOfAKind);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Values(
        PdfView view, PdfDictionary store, string key, HashSet<int> seen)
    {
        var values = view.Get<PdfArray>(store, key)?.Items ?? [];
        foreach (var value in values.Take(MaxValues))
        {
            if (value is PdfReference reference && !seen.Add(reference.Number))
            {
                continue;
            }

            if (view.Resolve(value) is PdfStream stream && view.Document.TryDecode(stream, out var data, out _))
            {
                yield return data;
            }
        }
    }
}
