using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Proof.Qr;
using ResultStore.V1;

namespace Load;

/// <summary>The calls that are measured; each takes a worker's number and says whether there is more to do.</summary>
internal sealed class Calls(Site site, Papers papers)
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);

    private static readonly Method<byte[], byte[]> HealthCheck =
        new(MethodType.Unary, "grpc.health.v1.Health", "Check", Raw, Raw);

    // Written part by part: a request object would need the document in one piece, copied once more.
    private static readonly Method<Paper, SubmitResultResponse> Submit = new(
        MethodType.Unary,
        "resultstore.v1.ResultIntake",
        "SubmitResult",
        Marshallers.Create<Paper>(Write, _ => throw new NotSupportedException("Only sent.")),
        Marshallers.Create<SubmitResultResponse>(
            (_, _) => throw new NotSupportedException("Only received."),
            context => SubmitResultResponse.Parser.ParseFrom(context.PayloadAsReadOnlySequence())));

    private readonly CallOptions _oneStop = new(site.As("one-stop"));
    private readonly CallOptions _verifier = new(site.As("verifier"));
    private readonly ConcurrentQueue<string> _stored = [];
    private readonly string[] _unknown = [.. Enumerable.Range(0, 10_000).Select(_ => AnyCode())];
    private string[] _codes = [];
    private int _turn;

    /// <summary>Codes of what was pushed so far, to be verified.</summary>
    public void TakeCodes() => _codes = [.. _stored];

    /// <summary>The code of a paper pushed before.</summary>
    public string AnyStored => _codes[0];

    public async Task<bool> EmptyAsync(int worker)
    {
        await site.Connection(worker).AsyncUnaryCall(HealthCheck, null, default, []);
        return true;
    }

    public async Task<bool> VerifyAsync(int worker)
    {
        var code = _codes[Interlocked.Increment(ref _turn) % _codes.Length];
        var client = new ResultVerification.ResultVerificationClient(site.Connection(worker));
        var answer = await client.VerifyCodeAsync(new VerifyCodeRequest { Code = code }, _verifier);
        return answer.State == VerificationState.Valid
            ? true
            : throw new InvalidDataException($"A stored code is {answer.State}.");
    }

    /// <summary>Codes that nobody has: well formed and drawn at random, as a guesser would.</summary>
    public async Task<bool> UnknownAsync(int worker)
    {
        var code = _unknown[Interlocked.Increment(ref _turn) % _unknown.Length];
        var client = new ResultVerification.ResultVerificationClient(site.Connection(worker));
        var answer = await client.VerifyCodeAsync(new VerifyCodeRequest { Code = code }, _verifier);
        return answer.State == VerificationState.Unknown
            ? true
            : throw new InvalidDataException($"A code drawn at random is {answer.State}.");
    }

    public async Task<bool> SubmitAsync(int worker)
    {
        if (papers.Next() is not { } paper)
        {
            return false;
        }

        var answer = await site.Connection(worker).AsyncUnaryCall(Submit, null, _oneStop, paper);
        _stored.Enqueue(answer.Receipt.Code);
        return true;
    }

    public async Task UploadAsync(int worker, Paper paper, CancellationToken ct)
    {
        const int Chunk = 256 << 10;
        var client = new ResultIntake.ResultIntakeClient(site.Connection(worker));
        using var call = client.UploadResult(_oneStop.WithCancellationToken(ct));
        await call.RequestStream.WriteAsync(
            new UploadResultRequest { Header = new UploadHeader { Metadata = paper.Metadata } }, ct);
        foreach (var part in (byte[][])[paper.Document, paper.Signature])
        {
            for (var at = 0; at < part.Length; at += Chunk)
            {
                var piece = part.AsMemory(at, Math.Min(Chunk, part.Length - at));
                await call.RequestStream.WriteAsync(
                    new UploadResultRequest { Chunk = UnsafeByteOperations.UnsafeWrap(piece) }, ct);
            }
        }

        await call.RequestStream.CompleteAsync();
        await call.ResponseAsync;
    }

    private static string AnyCode() =>
        ResultCode.TryFromBytes(RandomNumberGenerator.GetBytes(10), out var code)
            ? code.ToString()
            : throw new InvalidOperationException("80 bits are a code.");

    // SubmitResultRequest: metadata = 1, document = 2, both length-delimited.
    private static void Write(Paper paper, SerializationContext context)
    {
        var head = new SubmitResultRequest { Metadata = paper.Metadata }.ToByteArray();
        var length = paper.Document.Length + paper.Signature.Length;
        Span<byte> tag = stackalloc byte[6];
        tag[0] = 0x12;
        var used = 1;
        for (var rest = (uint)length; ; rest >>= 7)
        {
            tag[used++] = (byte)(rest < 0x80 ? rest : rest | 0x80);
            if (rest < 0x80)
            {
                break;
            }
        }

        context.SetPayloadLength(head.Length + used + length);
        var writer = context.GetBufferWriter();
        writer.Write(head);
        writer.Write(tag[..used]);
        writer.Write(paper.Document);
        writer.Write(paper.Signature);
        context.Complete();
    }
}
