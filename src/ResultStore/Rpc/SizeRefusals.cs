using System.Globalization;
using ResultStore.V1;

namespace ResultStore.Rpc;

/// <summary>What is too large, and for which road: the limit is named, as it is the operator's setting.</summary>
internal static class SizeRefusals
{
    /// <summary>Most bytes of a file in one message of a stream; the contract's, at every door.</summary>
    public const int MostPieceBytes = 1 << 20;

    /// <summary>A file in one message.</summary>
    /// <param name="most">Bytes that one message may bring.</param>
    /// <param name="mostInPieces">Bytes that an upload in pieces may bring.</param>
    public static Refusal OfUnary(int most, int mostInPieces) => TooLarge(
        $"Tệp lớn hơn {Size(most)}, mức một lần gọi này tiếp nhận; tệp đến {Size(mostInPieces)} gửi bằng UploadResult.",
        $"The file is larger than {Size(most)}, which this call takes; up to {Size(mostInPieces)} use UploadResult.");

    /// <summary>A file in pieces, or the sum of several.</summary>
    /// <param name="most">Bytes that the call takes altogether.</param>
    public static Refusal OfStream(int most) => TooLarge(
        $"Tệp lớn hơn {Size(most)}, mức lớn nhất kho tiếp nhận.",
        $"The file is larger than {Size(most)}, the most the store takes.");

    /// <summary>A file that its sender announces as too large: said before any of it is sent.</summary>
    /// <param name="path">The field that announces it.</param>
    /// <param name="announced">Bytes, as the sender says.</param>
    /// <param name="most">Bytes that the call takes altogether.</param>
    public static Refusal OfAnnounced(string path, long announced, int most)
    {
        var refusal = OfStream(most);
        refusal.Fields.Add(new FieldFault
        {
            Path = path,
            Reason = FieldReason.TooLong,
            SentenceVi = $"Khai báo {Size(announced)}; kho tiếp nhận đến {Size(most)}.",
            SentenceEn = $"{Size(announced)} are announced; the store takes up to {Size(most)}.",
        });
        return refusal;
    }

    /// <exception cref="Grpc.Core.RpcException">The piece is larger than the contract says.</exception>
    public static void CheckPiece(int length)
    {
        if (length > MostPieceBytes)
        {
            var most = Size(MostPieceBytes);
            var refusal = Sentences.Refuse(ErrorReason.MessageTooLarge);
            refusal.SentenceVi = $"Một phần của tệp lớn hơn {most}. Hãy gửi tệp thành các phần nhỏ hơn.";
            refusal.SentenceEn = $"A piece of the file is larger than {most}. Send it in smaller pieces.";
            throw refusal.ToException();
        }
    }

    private static Refusal TooLarge(string vietnamese, string english)
    {
        var refusal = Sentences.Refuse(ErrorReason.DocumentTooLarge);
        refusal.SentenceVi = vietnamese;
        refusal.SentenceEn = english;
        return refusal;
    }

    private static string Size(long bytes) => bytes % (1 << 20) == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes} B");
}
