using System.IO.Compression;
using System.Text;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Intake;

/// <summary>Documents made to mislead or to exhaust: each gets a typed refusal, and the next push is served.</summary>
[Collection(SharedSite.Name)]
public sealed class HostileDocumentTests(DevelopmentSite site)
{
    private const int Zeros = 300 << 20;

    private readonly Papers _papers = new(site);

    [Fact]
    public async Task A_byte_range_whose_gap_is_wider_than_the_signature_is_refused()
    {
        var document = await _papers.SignedByBothAsync(Papers.Unsigned());
        await MustBeRefusedAsync(WithWiderGap(document), ErrorReason.SignatureCoverage);
    }

    [Fact]
    public async Task Bytes_appended_after_the_last_signature_are_refused()
    {
        var document = await _papers.SignedByBothAsync(Papers.Unsigned());
        await MustBeRefusedAsync(
            [.. document, .. "\n%\n1 0 obj\n<</Type/Catalog>>\nendobj\n"u8],
            ErrorReason.DocumentDamaged);
    }

    [Theory]
    [InlineData(
        "<</Type/XRef/Size 5/W[1 2 2]/Root 1 0 R/Filter/FlateDecode/Length {0}>>", ErrorReason.DocumentExceedsLimits)]
    [InlineData(
        "<</Type/ObjStm/N 900000000/First 8/Filter/FlateDecode/Length {0}>>", ErrorReason.DocumentDamaged)]
    public async Task A_stream_that_swells_to_hundreds_of_megabytes_is_refused_and_costs_the_server_little(
        string form, ErrorReason reason)
    {
        var before = site.Store.PeakMegabytes;
        await MustBeRefusedAsync(Bomb(form), reason);
        Assert.True(site.Store.PeakMegabytes < before + 200, $"{before} MB, then {site.Store.PeakMegabytes} MB");
        if (reason == ErrorReason.DocumentExceedsLimits)
        {
            var told = await Documents.VerifyAsync(site, Bomb(form), withReport: true);
            Assert.Equal(VerificationState.Unknown, told.State);
            Assert.Equal("INDETERMINATE", told.Report.Verdict.Indication);
            Assert.Contains("vượt giới hạn an toàn", told.Report.Verdict.SentenceVi, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(3, StatusCode.InvalidArgument, ErrorReason.MessageUnreadable)]
    [InlineData(5 << 20, StatusCode.ResourceExhausted, ErrorReason.MessageTooLarge)]
    public async Task A_message_that_cannot_be_read_is_refused_in_the_contracts_words(
        int length, StatusCode status, ErrorReason reason)
    {
        var bytes = Marshallers.Create<byte[]>(value => value, value => value);
        var call = new Method<byte[], byte[]>(
            MethodType.Unary, "resultstore.v1.ResultReuse", "GetResult", bytes, bytes);
        var message = new byte[length];
        message.AsSpan().Fill(0xff);

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await site.StoreCalls.AsyncUnaryCall(
            call, host: null, new CallOptions(site.As("one-stop"), DevelopmentSite.In(60)), message));

        Assert.Equal((status, reason), (refused.StatusCode, Refusals.Of(refused).Reason));
    }

    [Fact]
    public async Task A_message_in_the_midst_of_a_stream_that_is_too_large_is_refused_in_the_contracts_words()
    {
        var large = ByteString.CopyFrom(new byte[18 << 20]);
        using var upload = site.Intake.UploadResult(site.As("one-stop"), DevelopmentSite.In(60));
        await MustBeTooLargeAsync(() => upload.AnswerAsync(
            new UploadResultRequest { Header = new UploadHeader { Metadata = Papers.Metadata() } },
            new UploadResultRequest { Chunk = large }));

        using var items = site.Intake.SubmitResults(site.As("one-stop"), DevelopmentSite.In(60));
        await items.ResponseHeadersAsync;
        var item = new SubmitResultsRequest { Result = new SubmitResultRequest { Document = large } };
        await MustBeTooLargeAsync(() => items.AnswersAsync(item));

        static async Task MustBeTooLargeAsync(Func<Task> answer)
        {
            var refused = await Assert.ThrowsAsync<RpcException>(answer);
            Assert.Equal(
                (StatusCode.ResourceExhausted, ErrorReason.MessageTooLarge),
                (refused.StatusCode, Refusals.Of(refused).Reason));
        }
    }

    private async Task MustBeRefusedAsync(byte[] document, ErrorReason reason)
    {
        var request = new SubmitResultRequest
        {
            Metadata = Papers.Metadata(),
            Document = ByteString.CopyFrom(document),
        };
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)));
        Assert.Equal(reason, Refusals.Of(refused).Reason);

        var stored = await site.Intake.SubmitResultAsync(
            await _papers.RequestAsync(), site.As("one-stop"), DevelopmentSite.In(60));
        Assert.False(stored.Receipt.Repeated);
    }

    /// <summary>The last signature's second range begins ten bytes late: room for bytes nobody signed.</summary>
    private static byte[] WithWiderGap(byte[] document)
    {
        var text = Encoding.Latin1.GetString(document);
        var at = text.LastIndexOf("/ByteRange", StringComparison.Ordinal);
        var open = text.IndexOf('[', at);
        var close = text.IndexOf(']', open);
        var numbers = text[(open + 1)..close].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(long.Parse).ToArray();
        var wider = $"{numbers[0]} {numbers[1]} {numbers[2] + 10} {numbers[3] - 10}";
        return Encoding.Latin1.GetBytes(
            string.Concat(text.AsSpan(0, open + 1), wider.PadRight(close - open - 1), text.AsSpan(close)));
    }

    private static byte[] Bomb(string form)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var written = 0; written < Zeros; written += zeros.Length)
            {
                zlib.Write(zeros);
            }
        }

        var file = new MemoryStream();
        file.Write("%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"u8);
        var at = file.Length;
        var head = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, packed.Length);
        file.Write(Encoding.ASCII.GetBytes($"3 0 obj\n{head}\nstream\n"));
        file.Write(packed.ToArray());
        file.Write(Encoding.ASCII.GetBytes($"\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n"));
        return file.ToArray();
    }
}
