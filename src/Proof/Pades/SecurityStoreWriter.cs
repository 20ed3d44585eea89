using System.Security.Cryptography;
using Proof.Cms;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>What one signature's verdict rested on, to be kept in the document for good.</summary>
/// <param name="FieldName">Full name of the signature's field; null for values that belong to no one signature.</param>
public sealed record SignatureEvidence(string? FieldName)
{
    /// <summary>DER, from the signer's up to, if wanted, the root's; those of time-stamp authorities too.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; init; } = [];

    /// <summary>DER of OCSPResponse (RFC 6960), not of the BasicOCSPResponse within.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> OcspResponses { get; init; } = [];

    /// <summary>DER of CertificateList (RFC 5280).</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Crls { get; init; } = [];
}

/// <summary>
/// Appends a revision with a document security store (level B-LT), joined with the one the document has: nothing is
/// taken out, a value that is there already is not written again.
/// </summary>
/// <remarks>
/// ISO 32000-2, 12.8.4.3; ETSI EN 319 142-1, 5.4.2. VRI entries are optional there and are written for viewers that
/// look for them.
/// </remarks>
public static class SecurityStoreWriter
{
    private static readonly (string Store, string Vri)[] Keys = [("Certs", "Cert"), ("OCSPs", "OCSP"), ("CRLs", "CRL")];

    /// <summary>The document with its evidence; every signature in it stays as it is.</summary>
    /// <param name="document">Opened; its memory must stay as it is until the file is written.</param>
    /// <param name="evidence">One entry for each signature.</param>
    /// <param name="collected">When the values were collected; written into the VRI entries.</param>
    /// <param name="fault">Set when the answer is null: the document cannot be appended to.</param>
    public static SealedFile? Append(
        UnencryptedPdf document,
        IReadOnlyList<SignatureEvidence> evidence,
        DateTimeOffset collected,
        out PdfFault? fault)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(evidence);
        if (document.Trailer["Root"] is not PdfReference root)
        {
            fault = new PdfFault(PdfFaultKind.NeedsRepair, "the catalog is not an object of its own");
            return null;
        }

        var update = new IncrementalUpdate(document);
        var view = document.Newest;
        var catalog = document.Catalog;
        var store = view.Get<PdfDictionary>(catalog, "DSS") ?? PdfDictionary.Empty.With("Type", new PdfName("DSS"));
        var vri = view.Get<PdfDictionary>(store, "VRI") ?? PdfDictionary.Empty;
        var known = Keys.ToDictionary(k => k.Store, k => Known(document, store, k.Store), StringComparer.Ordinal);
        var signatures = SignatureFinder.Find(document);
        foreach (var each in evidence)
        {
            store = Add(update, store, known, each, out var references);
            if (signatures.LastOrDefault(s => s.FieldName == each.FieldName)?.Contents is { } contents)
            {
                var key = Convert.ToHexString(LegacySha1.Hash(contents.Bytes.Span));
                vri = vri.With(key, Entry(view, view.Get<PdfDictionary>(vri, key), references, collected));
            }
        }

        if (document.Damage is { } damage)
        {
            fault = damage;
            return null;
        }

        store = vri.Entries.Count == 0 ? store : store.With("VRI", vri);
        Change(update, view, root, catalog, store);
        update.End();
        fault = null;
        return new SealedFile([document.Bytes, update.Writer.Out.Written]);
    }

    // Values in the store already, by their SHA-256; a stream that cannot be decoded is not compared.
    private static Dictionary<string, PdfReference> Known(PdfDocument document, PdfDictionary store, string key)
    {
        var known = new Dictionary<string, PdfReference>(StringComparer.Ordinal);
        foreach (var item in document.Newest.Get<PdfArray>(store, key)?.Items ?? [])
        {
            if (item is PdfReference reference && document.Resolve(item) is PdfStream stream
                && document.TryDecode(stream, out var data, out _))
            {
                known.TryAdd(Digest(data), reference);
            }
        }

        return known;
    }

    private static PdfDictionary Add(
        IncrementalUpdate update, PdfDictionary store, Dictionary<string, Dictionary<string, PdfReference>> known,
        SignatureEvidence evidence, out IReadOnlyList<PdfObject>[] references)
    {
        IReadOnlyList<ReadOnlyMemory<byte>>[] values = [evidence.Certificates, evidence.OcspResponses, evidence.Crls];
        references = new IReadOnlyList<PdfObject>[Keys.Length];
        for (var i = 0; i < Keys.Length; i++)
        {
            var own = new List<PdfObject>();
            foreach (var value in values[i])
            {
                var digest = Digest(value);
                if (!known[Keys[i].Store].TryGetValue(digest, out var reference))
                {
                    reference = new PdfReference(update.Writer.Allocate(), 0);
                    update.Writer.Stream(reference.Number, [], value.Span, compress: true);
                    known[Keys[i].Store].Add(digest, reference);
                    store = update.Append(store, Keys[i].Store, reference);
                }

                own.Add(reference);
            }

            references[i] = own;
        }

        return store;
    }

    private static PdfDictionary Entry(
        PdfView view, PdfDictionary? old, IReadOnlyList<PdfObject>[] references, DateTimeOffset collected)
    {
        var entry = old ?? PdfDictionary.Empty.With("Type", new PdfName("VRI"));
        for (var i = 0; i < Keys.Length; i++)
        {
            var items = (view.Get<PdfArray>(entry, Keys[i].Vri)?.Items ?? []).Concat(references[i]).Distinct().ToList();
            if (items.Count > 0)
            {
                entry = entry.With(Keys[i].Vri, new PdfArray(items));
            }
        }

        var time = new PdfBuffer().Date(collected).Written;
        return entry.With("TU", new PdfString(time[1..^1], IsHex: false));
    }

    private static void Change(
        IncrementalUpdate update, PdfView view, PdfReference root, PdfDictionary catalog, PdfDictionary store)
    {
        var changed = catalog;
        if (catalog["DSS"] is PdfReference reference && view.Resolve(reference) is PdfDictionary)
        {
            update.Change(reference, store);
        }
        else
        {
            var number = update.Writer.Allocate();
            update.Writer.Begin(number).Dictionary(store);
            update.Writer.End();
            changed = changed.With("DSS", new PdfReference(number, 0));
        }

        // ETSI EN 319 142-1, 5.4.1: the extension that the store and document time-stamps belong to.
        var extensions = view.Get<PdfDictionary>(catalog, "Extensions");
        if (extensions?.Contains("ESIC") != true)
        {
            var developer = new PdfDictionary(
            [
                KeyValuePair.Create<string, PdfObject>("Type", new PdfName("DeveloperExtensions")),
                KeyValuePair.Create<string, PdfObject>("BaseVersion", new PdfName("1.7")),
                KeyValuePair.Create<string, PdfObject>("ExtensionLevel", new PdfInteger(2)),
            ]);
            changed = changed.With("Extensions", (extensions ?? PdfDictionary.Empty).With("ESIC", developer));
        }

        if (!ReferenceEquals(changed, catalog))
        {
            update.Change(root, changed);
        }
    }

    private static string Digest(ReadOnlyMemory<byte> value) => Convert.ToHexString(SHA256.HashData(value.Span));
}
