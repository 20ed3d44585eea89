using Proof.Cms;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>
/// A file that is whole but for the signature itself: signing may stop here, ask a key elsewhere, and go on with
/// <see cref="Complete"/>.
/// </summary>
public sealed class PreparedSignature
{
    // "/ByteRange[" is followed by this many bytes: 0, three numbers of at most ten digits, four separators.
    internal const int ByteRangeWidth = 36;

    private readonly ReadOnlyMemory<byte>[] _before;
    private readonly byte[] _last;
    private readonly int _contents;
    private readonly int _end;

    internal PreparedSignature(ReadOnlyMemory<byte>[] before, PdfBuffer last, SignatureHole hole)
    {
        _before = before;
        _last = last.Written.ToArray();
        _contents = hole.Contents;
        ContentsReserve = hole.Reserve;

        var start = before.Sum(p => (long)p.Length);
        var end = _contents + (2 * ContentsReserve) + 2;
        var range = new PdfBuffer().Raw("0 "u8).Integer(start + _contents).Raw(" "u8)
            .Integer(start + end).Raw(" "u8).Integer(_last.Length - end);
        range.Written.Span.CopyTo(_last.AsSpan(hole.ByteRange));
        _end = end;
    }

    /// <summary>Largest CMS that fits, in bytes.</summary>
    public int ContentsReserve { get; }

    /// <summary>
    /// Digest over the byte range: what the signature's message-digest, or the time-stamp's imprint, must be. Reads the
    /// document once, without copying it.
    /// </summary>
    public byte[] DigestBy(DigestAlgorithm algorithm)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        using var hash = algorithm.CreateIncremental();
        foreach (var part in _before)
        {
            hash.Append(part.Span);
        }

        return Finish(hash);
    }

    /// <summary>
    /// The same for a revision of a document that was hashed already: only what is new is read. For a verification
    /// sheet, which begins with something else, the whole file is.
    /// </summary>
    /// <param name="document">Has taken the document, all of it and nothing more; is left as it is.</param>
    public byte[] DigestAfter(IncrementalDigest document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (_before.Length != 1 || !document.CanFork)
        {
            return DigestBy(document.Algorithm);
        }

        using var hash = document.Fork();
        return Finish(hash);
    }

    /// <summary>Puts the signature in its place.</summary>
    /// <param name="cms">
    /// DER of a ContentInfo over the digest: a detached CAdES SignedData, or for a document time-stamp an RFC 3161
    /// token.
    /// </param>
    /// <exception cref="ArgumentException">Empty, or longer than <see cref="ContentsReserve"/>.</exception>
    public SealedFile Complete(ReadOnlySpan<byte> cms)
    {
        if (cms.IsEmpty || cms.Length > ContentsReserve)
        {
            throw new ArgumentException($"{cms.Length} bytes do not fit into {ContentsReserve}.", nameof(cms));
        }

        var last = _last.ToArray();
        Convert.TryToHexString(cms, last.AsSpan(_contents + 1), out _);
        return new SealedFile([.. _before, last]);
    }

    private byte[] Finish(IncrementalDigest hash)
    {
        hash.Append(_last.AsSpan(0, _contents));
        hash.Append(_last.AsSpan(_end));
        return hash.Current();
    }
}

/// <summary>Where a signature dictionary leaves room for what is known only later; offsets in the last part.</summary>
/// <param name="Contents">Offset of the <c>&lt;</c> of the Contents string.</param>
/// <param name="Reserve">Bytes it can hold: half its hexadecimal digits.</param>
/// <param name="ByteRange">Offset right after <c>/ByteRange[</c>.</param>
internal readonly record struct SignatureHole(int Contents, int Reserve, int ByteRange);
