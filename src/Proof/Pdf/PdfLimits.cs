namespace Proof.Pdf;

/// <summary>What a document may cost. Every limit ends in <see cref="PdfFaultKind.LimitExceeded"/>.</summary>
public sealed record PdfLimits
{
    public static readonly PdfLimits Default = new();

    /// <summary>Largest document, in bytes. Default 256 MiB.</summary>
    public int MaxDocumentBytes { get; init; } = 256 << 20;

    /// <summary>Deepest nesting of arrays and dictionaries, and of page-tree nodes. Default 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Most bytes one stream may decode to. Default 64 MiB.</summary>
    public int MaxStreamBytes { get; init; } = 64 << 20;

    /// <summary>Most bytes all streams of one document may decode to together. Default 64 MiB.</summary>
    public int MaxDecodedBytes { get; init; } = 64 << 20;

    /// <summary>Most cross-reference entries over all revisions; of a small document fewer. Default 250,000: about
    /// 50 MB where each of them is in use and a number, 90 to 110 MB where it is a dictionary or a stream.</summary>
    public int MaxObjects { get; init; } = 250_000;

    /// <summary>Highest object number. Default 8,388,607 (ISO 32000-1, annex C).</summary>
    public int MaxObjectNumber { get; init; } = 8_388_607;

    /// <summary>Most cross-reference sections. Default 1,024.</summary>
    public int MaxSections { get; init; } = 1024;

    /// <summary>Most tokens parsed into objects; of a small document fewer. Default 2,000,000: some 100 MB of
    /// numbers.</summary>
    public int MaxTokens { get; init; } = 2_000_000;

    /// <summary>Most pages walked. Default 100,000.</summary>
    public int MaxPages { get; init; } = 100_000;

    /// <summary>
    /// Most steps of what grows with a product: revisions times fields, annotations or objects, signatures times
    /// certificates, lists and responses. One is about 15 ns: an item of a list of annotations costs 16, checking an
    /// RSA-2048 signature 2,000. Default 25,000,000, some forty times what the dearest of 15,000 honest files takes.
    /// </summary>
    public int MaxSteps { get; init; } = 25_000_000;
}

/// <summary>What is left of a document's limits, and the first damage met while reading it.</summary>
internal sealed class PdfBudget(PdfLimits limits, int documentBytes)
{
    // Objects may overlap in a hostile file; reading each byte this often in all is more than any honest one needs.
    private const int MaxPassesOverDocument = 8;

    // Data packed a thousand times over would otherwise become objects of many times its unpacked size. An honest file
    // has at most an object, and a few tokens, for each of its bytes, however well it is packed; any file has so many.
    private const int FreeObjects = 1 << 16;
    private const int FreeTokens = 1 << 18;
    private const int TokensPerByte = 8;
    private const int LongestFreeText = 256;

    private int _tokens = (int)Math.Min(limits.MaxTokens, FreeTokens + ((long)documentBytes * TokensPerByte));
    private long _steps = limits.MaxSteps;
    private long _bytes = ((long)documentBytes * MaxPassesOverDocument) + (1 << 20);

    public PdfLimits Limits => limits;

    public NameCache Names { get; } = new();

    /// <summary>Cross-reference entries that a document of this length may have.</summary>
    public int MostObjects { get; } = (int)Math.Min(limits.MaxObjects, FreeObjects + (long)documentBytes);

    /// <summary>Bytes that streams may still decode to.</summary>
    public int DecodedBytes { get; set; } = limits.MaxDecodedBytes;

    /// <summary>The first fault met; reading goes on with null objects, verdicts do not.</summary>
    public PdfFault? Damage { get; private set; }

    public void Report(PdfFault fault) => Damage ??= fault;

    public bool TakeDecoded(int count)
    {
        if (count > DecodedBytes)
        {
            return false;
        }

        DecodedBytes -= count;
        return true;
    }

    /// <summary>What is left of <see cref="PdfLimits.MaxSteps"/>.</summary>
    public int StepsLeft => (int)_steps;

    /// <returns>Whether there were so many left; else none are taken.</returns>
    public bool TakeSteps(long count)
    {
        var suffices = count <= _steps;
        _steps -= suffices ? count : 0;
        return suffices;
    }

    /// <summary>The same; where nothing is left, the document is too large to be judged.</summary>
    public bool Spend(long count)
    {
        if (TakeSteps(count))
        {
            return true;
        }

        Report(new PdfFault(PdfFaultKind.LimitExceeded, "too much to compare or to check"));
        return false;
    }

    public bool TakeToken() => --_tokens >= 0;

    /// <summary>The same for what takes the memory of several, or steps over much.</summary>
    public bool TakeTokens(int count) => (_tokens -= count) >= 0;

    /// <summary>For a text that is copied out of the document: short ones are paid for as tokens.</summary>
    public bool TakeText(int bytes) => HasText = bytes <= LongestFreeText || TakeDecoded(bytes);

    /// <summary>Whether all texts so far could be paid for.</summary>
    public bool HasText { get; private set; } = true;

    /// <summary>Decoded data may be parsed as often as the document itself.</summary>
    public void AddBytes(int decoded) => _bytes += (long)decoded * MaxPassesOverDocument;

    public bool TakeBytes(int count) => (_bytes -= count) >= 0;
}
