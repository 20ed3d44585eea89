using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Proof.Qr;

namespace ResultStore.Sealing;

/// <summary>Makes the QR of a result: token, link, pictures.</summary>
internal sealed class QrIssuer(TokenSigner signer, IOptions<SealingOptions> sealing, IOptions<QrOptions> qr)
{
    private const int PngPixelsPerModule = 5;

    // Laying out a symbol costs more than the rest of a seal: drawn into the document, it serves the receipt too.
    private readonly ConditionalWeakTable<byte[], QrMatrix> _symbols = [];

    /// <summary>The host that stands in every link.</summary>
    public string Host { get; } = new Uri(qr.Value.BaseUrl).Authority;

    /// <param name="code">The result's code.</param>
    /// <param name="issuedAt">When the code was issued.</param>
    /// <param name="slot">The result's place in the status lists.</param>
    /// <param name="document">The submitted file; null for a reserved code.</param>
    /// <param name="fields">What anyone who holds the paper may read.</param>
    /// <returns>The signed token.</returns>
    public byte[] Issue(
        ResultCode code,
        DateTimeOffset issuedAt,
        StatusSlot slot,
        DocumentMark? document,
        QrPublicFields fields)
    {
        var wholeSeconds = DateTimeOffset.FromUnixTimeSeconds(issuedAt.ToUnixTimeSeconds());
        return signer.Sign(fields.AgencyCode ?? "", wholeSeconds, kid => new QrToken(
            kid,
            wholeSeconds,
            (ushort)sealing.Value.TokenDays,
            code,
            slot.List,
            slot.Index,
            document,
            fields));
    }

    /// <summary>The printed text of a token.</summary>
    public string Link(ReadOnlySpan<byte> token) => QrLink.Build(Host, token);

    /// <summary>The symbol of a token; the same array is laid out once.</summary>
    public QrMatrix SymbolOf(byte[] token) => _symbols.GetValue(token, bytes => QrMatrix.Of(Link(bytes)));

    /// <summary>All forms a caller may need.</summary>
    public V1.Qr Draw(byte[] token)
    {
        var link = Link(token);
        var matrix = SymbolOf(token);
        return new V1.Qr
        {
            Link = link,
            Token = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(token),
            Png = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(QrDrawing.ToPng(matrix, PngPixelsPerModule)),
            Svg = QrDrawing.ToSvg(matrix, link),
        };
    }
}

/// <summary>A result's place in the status lists.</summary>
/// <param name="List">Number of the list.</param>
/// <param name="Index">Slot in it, 0..2^20-1.</param>
internal readonly record struct StatusSlot(ushort List, uint Index);
