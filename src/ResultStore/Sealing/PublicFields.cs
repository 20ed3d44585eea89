using System.Globalization;
using System.Text;
using Proof.Qr;
using ResultStore.V1;

namespace ResultStore.Sealing;

/// <summary>What the QR tells anyone who holds the paper: no name in full, no id.</summary>
internal static class PublicFields
{
    /// <summary>A field longer than this, in bytes of UTF-8, would make the printed QR hard to read.</summary>
    private const int MostBytes = 60;

    /// <param name="metadata">Of the result.</param>
    /// <param name="told">What its kind of paper lets the QR tell; empty: all of it. The agency always stands there: a
    /// key's scope is judged by it.</param>
    public static QrPublicFields Of(ResultMetadata metadata, IReadOnlyList<PublicField> told)
    {
        bool Tells(PublicField field) => told.Count == 0 || told.Contains(field);
        return new()
        {
            ProcedureCode = Tells(PublicField.ProcedureCode) ? metadata.ProcedureCode : null,
            AgencyCode = metadata.AgencyCode,
            ResultTypeCode = Tells(PublicField.ResultTypeCode) ? metadata.ResultTypeCode : null,
            ResultNumber = Tells(PublicField.ResultNumber) ? Cut(metadata.ResultNumber) : null,
            IssuedOn = Tells(PublicField.IssuedOn) ? Date(metadata.IssuedOn) : null,
            ValidUntil = Tells(PublicField.ValidUntil) && metadata.ValidUntil.Length > 0
                ? Date(metadata.ValidUntil)
                : null,
            MaskedHolder = Tells(PublicField.MaskedHolder) ? Cut(MaskedName(metadata.Holders[0])) : null,
        };
    }

    /// <summary>People are masked; an organisation's name is public.</summary>
    public static string MaskedName(Holder holder) =>
        holder.Kind is HolderKind.Organisation or HolderKind.Agency ? holder.Name : HolderMask.Name(holder.Name);

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Cut(string text)
    {
        var cut = text;
        while (Encoding.UTF8.GetByteCount(cut) > MostBytes)
        {
            cut = cut[..^(char.IsLowSurrogate(cut[^1]) ? 2 : 1)];
        }

        return cut;
    }
}
