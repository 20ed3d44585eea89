using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Site;

/// <summary>Fetches what is stored and holds it against its receipt.</summary>
internal static class Documents
{
    private static readonly ReadContext OwnRecords = new()
    {
        Purpose = Purpose.OwnRecords,
        Officer = "kiem-thu",
    };

    public static async Task<byte[]> FetchAsync(
        DevelopmentSite site, string code, DocumentForm form, Metadata? caller = null)
    {
        var request = new DownloadDocumentRequest { Code = code, Form = form, Context = OwnRecords };
        using var call = site.Reuse.DownloadDocument(
            request, caller ?? site.As("one-stop"), DevelopmentSite.In(60));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var header = call.ResponseStream.Current.Header;
        var file = new MemoryStream();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            call.ResponseStream.Current.Chunk.WriteTo(file);
        }

        var bytes = file.ToArray();
        Assert.Equal(header.Length, bytes.Length);
        Assert.Equal(header.Sha256.ToByteArray(), SHA256.HashData(bytes));
        return bytes;
    }

    /// <summary>Both files are there byte for byte, and everything else agrees with the receipt.</summary>
    public static async Task MustBeWholeAsync(DevelopmentSite site, Receipt receipt, byte[] submitted)
    {
        Assert.Equal(submitted, await FetchAsync(site, receipt.Code, DocumentForm.Submitted));
        var sealedFile = await FetchAsync(site, receipt.Code, DocumentForm.Sealed);
        Assert.Equal(receipt.SealedSha256.ToByteArray(), SHA256.HashData(sealedFile));
        var stored = await site.Reuse.GetResultAsync(
            new GetResultRequest { Code = receipt.Code, Context = OwnRecords }, site.As("one-stop"),
            DevelopmentSite.In(60));
        Assert.Equal(receipt.SubmittedSha256, stored.Receipt.SubmittedSha256);
        Assert.Equal(receipt.SealedSha256, stored.Receipt.SealedSha256);
    }

    /// <summary>The same in pieces. What the store answers counts, also when it answers before the end.</summary>
    public static async Task<UploadResultResponse> UploadAsync(DevelopmentSite site, SubmitResultRequest request)
    {
        using var call = site.Intake.UploadResult(site.As("one-stop"), DevelopmentSite.In(60));
        var pieces = request.Document.ToByteArray().Chunk(1 << 16);
        return await call.AnswerAsync(
        [
            new UploadResultRequest { Header = new UploadHeader { Metadata = request.Metadata } },
            .. pieces.Select(piece => new UploadResultRequest { Chunk = ByteString.CopyFrom(piece) }),
        ]);
    }

    public static async Task<VerifyDocumentResponse> VerifyAsync(
        DevelopmentSite site, byte[] file, bool withReport = false)
    {
        using var call = site.Verification.VerifyDocument(deadline: DevelopmentSite.In(60));
        return await call.AnswerAsync(file.Chunk(1 << 20).Select(piece => new VerifyDocumentRequest
        {
            Chunk = ByteString.CopyFrom(piece),
            WithReport = withReport,
        }));
    }

    /// <summary>Up to the end-of-file marker before the last one, with the line's end behind it.</summary>
    public static byte[] WithoutLastRevision(byte[] pdf)
    {
        var marker = "%%EOF"u8;
        var last = pdf.AsSpan().LastIndexOf(marker);
        var end = pdf.AsSpan(0, last).LastIndexOf(marker) + marker.Length;
        return pdf[end] == (byte)'\n' ? pdf[..(end + 1)] : pdf[..end];
    }
}
