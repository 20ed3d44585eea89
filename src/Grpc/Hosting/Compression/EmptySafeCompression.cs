using System.IO.Compression;
using Grpc.Net.Compression;

namespace ResultStore.GrpcHosting.Compression;

/// <summary>
/// gzip and deflate for messages. The framework's streams write nothing at all for an empty message, which several
/// clients refuse as a broken frame; these write the shortest valid form.
/// </summary>
internal sealed class EmptySafeCompression : ICompressionProvider
{
    // RFC 1952: header, an empty final block, CRC-32 and length of nothing.
    private static readonly byte[] EmptyGzip =
        [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 0x03, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];

    // RFC 1950: header, an empty final block, Adler-32 of nothing.
    private static readonly byte[] EmptyZlib = [0x78, 0x9c, 0x03, 0x00, 0, 0, 0, 1];

    private readonly CompressionLevel _level;
    private readonly byte[] _empty;
    private readonly Func<Stream, CompressionLevel, Stream> _compress;
    private readonly Func<Stream, Stream> _decompress;

    private EmptySafeCompression(
        string encodingName,
        CompressionLevel level,
        byte[] empty,
        Func<Stream, CompressionLevel, Stream> compress,
        Func<Stream, Stream> decompress)
    {
        EncodingName = encodingName;
        _level = level;
        _empty = empty;
        _compress = compress;
        _decompress = decompress;
    }

    public string EncodingName { get; }

    public static EmptySafeCompression Gzip(CompressionLevel level) => new(
        "gzip",
        level,
        EmptyGzip,
        static (target, level) => new GZipStream(target, level, leaveOpen: true),
        CheckedInflateStream.Gzip);

    /// <summary>gRPC's deflate is the zlib format.</summary>
    public static EmptySafeCompression Deflate(CompressionLevel level) => new(
        "deflate",
        level,
        EmptyZlib,
        static (target, level) => new ZLibStream(target, level, leaveOpen: true),
        CheckedInflateStream.Zlib);

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new EmptySafeStream(stream, _compress(stream, compressionLevel ?? _level), _empty);

    public Stream CreateDecompressionStream(Stream stream) => _decompress(stream);
}
