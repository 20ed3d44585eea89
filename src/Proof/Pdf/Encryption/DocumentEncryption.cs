using System.Diagnostics.CodeAnalysis;

namespace Proof.Pdf.Encryption;

/// <summary>Whether and how a document is encrypted: once for all of its revisions.</summary>
/// <remarks>
/// An update that brings other means, or takes them away, would change what every signed string and stream says without
/// touching one: all trailers have to name the same encryption dictionary and the same identifier, and the dictionary
/// has to be the one that the first revision wrote.
/// </remarks>
internal static class DocumentEncryption
{
    /// <summary>Whether any trailer names an encryption dictionary.</summary>
    public static bool IsClaimed(IEnumerable<PdfRevision> revisions) =>
        revisions.SelectMany(Trailers).Any(trailer => trailer.Contains("Encrypt"));

    /// <summary>Opens with the empty user password.</summary>
    /// <param name="why">Set when the answer is <see langword="false"/>.</param>
    public static bool TryOpen(
        ReadOnlyMemory<byte> bytes,
        IReadOnlyList<PdfRevision> revisions,
        XrefIndex index,
        PdfBudget budget,
        [NotNullWhen(true)] out DocumentCipher? cipher,
        [NotNullWhen(false)] out string? why)
    {
        cipher = null;
        var first = revisions[0].Trailer;
        var (named, id) = (first["Encrypt"], IdOf(first));
        if (named is null || !revisions.All(revision => Agrees(revision, named, id)))
        {
            why = "an update that adds, removes or changes what the document is encrypted by";
            return false;
        }

        if (Dictionary(bytes, named, index, revisions.Count - 1, budget) is not { } dictionary)
        {
            why = "no encryption dictionary stands where the trailer says, or an update wrote it anew";
            return false;
        }

        if (id is not (null or PdfString))
        {
            why = "encrypted, and its identifier is not part of the trailer";
            return false;
        }

        if (!EncryptionDictionary.TryRead(dictionary, out var encryption, out why))
        {
            return false;
        }

        if (FileKey.Open(encryption, id is PdfString text ? text.Bytes.Span : []) is not { } key)
        {
            why = "encrypted, and opens with a password only";
            return false;
        }

        cipher = new DocumentCipher(encryption, key, named is PdfReference reference ? reference.Number : 0);
        return true;
    }

    // The trailer that counts has to say it; those of further sections of the same save may leave it out.
    private static bool Agrees(PdfRevision revision, PdfObject named, PdfObject? id) =>
        named.Equals(revision.Trailer["Encrypt"]) && Equals(id, IdOf(revision.Trailer))
        && Trailers(revision).All(trailer =>
            (trailer["Encrypt"] is null || named.Equals(trailer["Encrypt"]))
            && (IdOf(trailer) is null || Equals(id, IdOf(trailer))));

    private static IEnumerable<PdfDictionary> Trailers(PdfRevision revision)
    {
        foreach (var section in revision.Sections)
        {
            yield return section.Trailer;
            if (section.Hybrid is { } hybrid)
            {
                yield return hybrid.Trailer;
            }
        }
    }

    private static PdfObject? IdOf(PdfDictionary trailer) => trailer["ID"] switch
    {
        PdfArray { Items: [var first, ..] } => first,
        PdfArray => null,
        var other => other,
    };

    // 7.5.7: never part of an object stream. Nor may it depend on the key that it gives.
    private static PdfDictionary? Dictionary(
        ReadOnlyMemory<byte> bytes, PdfObject named, XrefIndex index, int newest, PdfBudget budget)
    {
        if (named is not PdfReference reference)
        {
            return named as PdfDictionary;
        }

        var place = index.Find(reference.Number, 0);
        return place >= 0 && place == index.Find(reference.Number, newest)
            && index[place] is { Kind: XrefEntryKind.InUse } entry && entry.Generation == reference.Generation
            && PdfObjectReader.Read(bytes, entry.Offset, budget, null) is { Value: PdfDictionary dictionary } found
            && found.Number == reference.Number && found.Generation == reference.Generation ? dictionary : null;
    }
}
