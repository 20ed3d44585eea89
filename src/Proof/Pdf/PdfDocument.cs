using System.Diagnostics.CodeAnalysis;
using Proof.Pdf.Encryption;

namespace Proof.Pdf;

/// <summary>A PDF opened for reading: its revisions, and its objects as of each of them.</summary>
/// <remarks>
/// ISO 32000-2, 7.5. Nothing is repaired. Objects are parsed when asked for and kept; not safe for several threads.
/// Once <see cref="Damage"/> is set, every further lookup gives null objects: look at it before trusting an answer.
/// </remarks>
public class PdfDocument
{
    private const int HeaderBytes = 1024;

    private readonly PdfObjectCache _objects;
    private readonly PdfView?[] _views;

    private protected PdfDocument(Source source)
    {
        var (bytes, version, revisions, index, budget, cipher) = source;
        Bytes = bytes;
        HeaderVersion = version;
        Revisions = revisions;
        Index = index;
        Budget = budget;
        Cipher = cipher;
        _objects = new PdfObjectCache(this);
        _views = new PdfView?[revisions.Count];
        Newest = At(revisions.Count - 1);
        var size = revisions.Max(revision => revision.Trailer["Size"] is PdfInteger(var claimed) ? claimed : 0);
        NextObjectNumber = Math.Max((int)Math.Clamp(size, 1, budget.Limits.MaxObjectNumber), index.HighestNumber + 1);
    }

    /// <summary>The whole file.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Of the header, such as <c>1.7</c>; a catalog may name a later one.</summary>
    public string HeaderVersion { get; }

    /// <summary>Oldest first; at least one.</summary>
    public IReadOnlyList<PdfRevision> Revisions { get; }

    /// <summary>The document as its newest revision shows it.</summary>
    public PdfView Newest { get; }

    public PdfDictionary Trailer => Newest.Trailer;

    /// <summary>Of the newest revision.</summary>
    public PdfDictionary Catalog => Newest.Catalog;

    public XrefKind NewestXrefKind => Revisions[^1].XrefKind;

    /// <summary>What a new section's <c>/Prev</c> has to name.</summary>
    public int LastStartXref => Revisions[^1].StartXref;

    /// <summary>Highest object number that any cross-reference section names, free ones included.</summary>
    public int HighestObjectNumber => Index.HighestNumber;

    /// <summary>First number that no object and no <c>/Size</c> of any revision claims.</summary>
    public int NextObjectNumber { get; }

    /// <summary>The first damage met so far; null while all is well.</summary>
    public PdfFault? Damage => Budget.Damage;

    /// <summary>Encrypted, and opened with the empty user password: it can be read, and never written to.</summary>
    public bool IsEncrypted => Cipher is not null;

    internal XrefIndex Index { get; }

    internal DocumentCipher? Cipher { get; }

    internal PdfBudget Budget { get; }

    /// <summary>Opens a document that is not encrypted. Never throws on input.</summary>
    /// <param name="bytes">Must not change while the document is in use; never copied.</param>
    /// <param name="fault">Set when the answer is <see langword="false"/>.</param>
    public static bool TryOpen(
        ReadOnlyMemory<byte> bytes,
        PdfLimits limits,
        [NotNullWhen(true)] out UnencryptedPdf? document,
        [NotNullWhen(false)] out PdfFault? fault)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var budget = new PdfBudget(limits, bytes.Length);
        document = Read(bytes, budget, mayBeEncrypted: false) is { } source ? new UnencryptedPdf(source) : null;
        return Finish(ref document, budget, out fault);
    }

    /// <summary>Opens a document for reading alone, also one that the empty user password opens.</summary>
    /// <param name="bytes">Must not change while the document is in use; never copied.</param>
    /// <param name="fault">Set when the answer is <see langword="false"/>.</param>
    public static bool TryOpenForReading(
        ReadOnlyMemory<byte> bytes,
        PdfLimits limits,
        [NotNullWhen(true)] out PdfDocument? document,
        [NotNullWhen(false)] out PdfFault? fault)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var budget = new PdfBudget(limits, bytes.Length);
        document = Read(bytes, budget, mayBeEncrypted: true) switch
        {
            null => null,
            { Cipher: null } source => new UnencryptedPdf(source),
            var source => new PdfDocument(source),
        };
        return Finish(ref document, budget, out fault);
    }

    /// <summary>The document as it was after <paramref name="revision"/> (zero-based).</summary>
    public PdfView At(int revision)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(revision);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(revision, Revisions.Count);
        return _views[revision] ??= new PdfView(this, _objects, Revisions[revision]);
    }

    /// <summary>Undoes a stream's filters, within the document's budget.</summary>
    /// <param name="fault">Set when the answer is <see langword="false"/>; it is not counted as damage.</param>
    public bool TryDecode(
        PdfStream stream, out ReadOnlyMemory<byte> data, [NotNullWhen(false)] out PdfFault? fault)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return PdfFilters.TryDecode(stream, Newest.Resolve, Budget, out data, out fault);
    }

    /// <inheritdoc cref="PdfView.Resolve"/>
    public PdfObject Resolve(PdfObject? value) => Newest.Resolve(value);

    private static bool Finish<T>(
        [NotNullWhen(true)] ref T? document, PdfBudget budget, [NotNullWhen(false)] out PdfFault? fault)
        where T : PdfDocument
    {
        if (document?.Catalog.Entries.Count == 0)
        {
            budget.Report(new PdfFault(PdfFaultKind.NeedsRepair, "the document has no catalog"));
        }

        fault = budget.Damage;
        document = fault is null ? document : null;
        return document is not null;
    }

    private static Source? Read(ReadOnlyMemory<byte> bytes, PdfBudget budget, bool mayBeEncrypted)
    {
        if (bytes.Length > budget.Limits.MaxDocumentBytes)
        {
            budget.Report(new PdfFault(PdfFaultKind.LimitExceeded, "the document is too large"));
            return null;
        }

        if (ReadHeader(bytes.Span, budget) is not { } version
            || new XrefChain(bytes, budget).Read() is not { } revisions)
        {
            return null;
        }

        var isEncrypted = DocumentEncryption.IsClaimed(revisions);
        if (isEncrypted && !mayBeEncrypted)
        {
            budget.Report(new PdfFault(PdfFaultKind.Encrypted, "the document is encrypted"));
            return null;
        }

        if (XrefIndex.Build(revisions, budget) is not { } index)
        {
            return null;
        }

        DocumentCipher? cipher = null;
        if (isEncrypted && !DocumentEncryption.TryOpen(bytes, revisions, index, budget, out cipher, out var why))
        {
            budget.Report(new PdfFault(PdfFaultKind.Encrypted, why));
            return null;
        }

        return new Source(bytes, version, revisions, index, budget, cipher);
    }

    private static string? ReadHeader(ReadOnlySpan<byte> bytes, PdfBudget budget)
    {
        var start = bytes[..Math.Min(bytes.Length, HeaderBytes)].IndexOf("%PDF-"u8);
        if (start < 0)
        {
            budget.Report(new PdfFault(PdfFaultKind.NotAPdf, "no %PDF- header"));
            return null;
        }

        // Offsets count from the header in some readers and from the first byte in others.
        if (start > 0)
        {
            budget.Report(new PdfFault(PdfFaultKind.NeedsRepair, "bytes stand before the header", 0));
            return null;
        }

        var text = bytes[5..];
        var length = text[..Math.Min(text.Length, 8)].IndexOfAny(PdfSyntax.Whitespace);
        if (length != 3 || !PdfSyntax.IsDigit(text[0]) || text[1] != '.' || !PdfSyntax.IsDigit(text[2]))
        {
            budget.Report(new PdfFault(PdfFaultKind.NeedsRepair, "malformed header", 0));
            return null;
        }

        return string.Create(3, (text[0], text[2]), static (target, digits) =>
        {
            target[0] = (char)digits.Item1;
            target[1] = '.';
            target[2] = (char)digits.Item2;
        });
    }

    /// <summary>What a document is made of.</summary>
    internal sealed record Source(
        ReadOnlyMemory<byte> Bytes,
        string Version,
        List<PdfRevision> Revisions,
        XrefIndex Index,
        PdfBudget Budget,
        DocumentCipher? Cipher);
}

/// <summary>A document that is not encrypted: the only kind that anything can be appended to. An object written in
/// clear among encrypted ones would be read as garbage.</summary>
public sealed class UnencryptedPdf : PdfDocument
{
    internal UnencryptedPdf(Source source)
        : base(source)
    {
    }
}
