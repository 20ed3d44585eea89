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

    public static QrPublicFields Of(ResultMetadata metadata) => new()
    {
        ProcedureCode = metadata.ProcedureCode,
        AgencyCode = metadata.AgencyCode,
        ResultTypeCode = metadata.ResultTypeCode,
        ResultNumber = Cut(metadata.ResultNumber),
        IssuedOn = Date(metadata.IssuedOn),
        ValidUntil = metadata.ValidUntil.Length == 0 ? null : Date(metadata.ValidUntil),
        MaskedHolder = Cut(MaskedName(metadata.Holders[0])),
    };

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
