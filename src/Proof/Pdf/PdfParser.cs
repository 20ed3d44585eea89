using System.Globalization;
using System.Text;

namespace Proof.Pdf;

/// <summary>Reads direct objects and references from bytes; stops at the first thing that is not one.</summary>
/// <remarks>ISO 32000-2, 7.3. Recursion is bounded by <see cref="PdfLimits.MaxDepth"/>.</remarks>
internal ref struct PdfParser(ReadOnlyMemory<byte> source, int position, PdfBudget budget, bool inDocument)
{
    // What takes more memory than a number is paid for as so many tokens more: a dictionary's keys and their index, a
    // container, a string, a reference and who refers to its object.
    private const int TokensPerKey = 2;
    private const int TokensPerContainer = 1;
    private const int TokensPerString = 1;
    private const int TokensPerReference = 1;
    private const int TokensPerNewName = 1;
    private const int NameBytesPerToken = 16;

    private static readonly PdfBoolean Yes = new(true);
    private static readonly PdfBoolean No = new(false);

    private const string LongTexts = "names and strings are too long";

    private readonly ReadOnlySpan<byte> _bytes = source.Span;

    public int Position { get; set; } = position;

    public PdfFault? Fault { get; private set; }

    /// <summary>Reads one object; <see langword="null"/> and <see cref="Fault"/> set when there is none.</summary>
    public PdfObject? Read() => Read(0);

    public void SkipBlank() => Position = PdfSyntax.SkipBlank(_bytes, Position);

    public bool TryKeyword(ReadOnlySpan<byte> keyword)
    {
        SkipBlank();
        var position = Position;
        if (!PdfSyntax.TryKeyword(_bytes, ref position, keyword))
        {
            return false;
        }

        Position = position;
        return true;
    }

    private PdfObject? Read(int depth)
    {
        if (depth > budget.Limits.MaxDepth)
        {
            return Fail(PdfFaultKind.LimitExceeded, "objects are nested too deeply");
        }

        if (!budget.TakeToken())
        {
            return Fail(PdfFaultKind.LimitExceeded, "too many objects to parse");
        }

        SkipBlank();
        if (Position >= _bytes.Length)
        {
            return Fail(PdfFaultKind.NeedsRepair, "an object is missing at the end of the data");
        }

        switch (_bytes[Position])
        {
            case (byte)'/':
                return ReadName();
            case (byte)'(':
                return ReadLiteralString();
            case (byte)'[':
                return ReadArray(depth);
            case (byte)'<':
                return Position + 1 < _bytes.Length && _bytes[Position + 1] == '<'
                    ? ReadDictionary(depth)
                    : ReadHexString();
            case (byte)'+' or (byte)'-' or (byte)'.' or (>= (byte)'0' and <= (byte)'9'):
                return ReadNumberOrReference();
            default:
                return ReadKeyword();
        }
    }

    private PdfObject? ReadKeyword() =>
        TryKeyword("true"u8) ? Yes
        : TryKeyword("false"u8) ? No
        : TryKeyword("null"u8) ? PdfNull.Instance
        : Fail(PdfFaultKind.NeedsRepair, "unknown keyword where an object is expected");

    private PdfObject? ReadNumberOrReference()
    {
        var start = Position;
        var length = _bytes[start..].IndexOfAny(PdfSyntax.NotRegular);
        var token = length < 0 ? _bytes[start..] : _bytes.Slice(start, length);
        if (!token.Contains((byte)'.'))
        {
            if (!long.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            {
                return Fail(PdfFaultKind.NeedsRepair, "malformed number");
            }

            Position = start + token.Length;
            if (TryReadReference(integer) is { } reference)
            {
                return TakeTokens(TokensPerReference) ? reference : null;
            }

            return new PdfInteger(integer);
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (token.Length > 64 || !double.TryParse(token, Style, CultureInfo.InvariantCulture, out var real))
        {
            return Fail(PdfFaultKind.NeedsRepair, "malformed number");
        }

        Position = start + token.Length;
        return new PdfReal(real);
    }

    // A reference is only known by the R two tokens on; anything else leaves the position after the first integer.
    private PdfReference? TryReadReference(long number)
    {
        if (number < 0 || number > budget.Limits.MaxObjectNumber)
        {
            return null;
        }

        var position = PdfSyntax.SkipWhitespace(_bytes, Position);
        if (!PdfSyntax.TryReadUnsigned(_bytes, ref position, out var generation) || generation > ushort.MaxValue)
        {
            return null;
        }

        var gap = position;
        position = PdfSyntax.SkipWhitespace(_bytes, position);
        if (position == gap || !PdfSyntax.TryKeyword(_bytes, ref position, "R"u8))
        {
            return null;
        }

        Position = position;
        return new PdfReference((int)number, (int)generation);
    }

    private PdfName? ReadName()
    {
        var start = Position + 1;
        var length = _bytes[start..].IndexOfAny(PdfSyntax.NotRegular);
        var token = length < 0 ? _bytes[start..] : _bytes.Slice(start, length);
        if (!budget.TakeText(token.Length))
        {
            Fail(PdfFaultKind.LimitExceeded, LongTexts);
            return null;
        }

        Position = start + token.Length;
        if (budget.Names.Find(token) is { } known)
        {
            return known;
        }

        // Names that repeat are one object; each other takes two, and twice its length.
        if (!TakeTokens(TokensPerNewName + (token.Length / NameBytesPerToken)))
        {
            return null;
        }

        return budget.Names.Add(token, new PdfName(
            token.Contains((byte)'#') ? Unescape(token) : PdfNames.Text(token)));
    }

    private static string Unescape(ReadOnlySpan<byte> token)
    {
        var text = new StringBuilder(token.Length);
        for (var i = 0; i < token.Length; i++)
        {
            if (token[i] == '#' && i + 2 < token.Length
                && PdfSyntax.HexValue(token[i + 1]) is >= 0 and var high
                && PdfSyntax.HexValue(token[i + 2]) is >= 0 and var low)
            {
                text.Append((char)((high << 4) | low));
                i += 2;
            }
            else
            {
                text.Append((char)token[i]);
            }
        }

        return text.ToString();
    }

    private PdfArray? ReadArray(int depth)
    {
        if (!TakeTokens(TokensPerContainer))
        {
            return null;
        }

        Position++;
        var items = new List<PdfObject>();
        while (true)
        {
            SkipBlank();
            if (Position < _bytes.Length && _bytes[Position] == ']')
            {
                Position++;
                return new PdfArray(items.ToArray());
            }

            if (Read(depth + 1) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }
    }

    private PdfDictionary? ReadDictionary(int depth)
    {
        if (!TakeTokens(TokensPerContainer))
        {
            return null;
        }

        Position += 2;
        var entries = new List<KeyValuePair<string, PdfObject>>();
        while (true)
        {
            SkipBlank();
            if (_bytes[Position..].StartsWith(">>"u8))
            {
                Position += 2;
                return new PdfDictionary(entries);
            }

            if (Position >= _bytes.Length || _bytes[Position] != '/')
            {
                Fail(PdfFaultKind.NeedsRepair, "a dictionary key is not a name");
                return null;
            }

            if (!TakeTokens(TokensPerKey) || ReadName() is not { Value: var key } || Read(depth + 1) is not { } value)
            {
                return null;
            }

            entries.Add(KeyValuePair.Create(key, value));
        }
    }

    private bool TakeTokens(int count)
    {
        if (budget.TakeTokens(count))
        {
            return true;
        }

        Fail(PdfFaultKind.LimitExceeded, "too many objects to parse");
        return false;
    }

    private PdfString? ReadHexString()
    {
        if (!TakeTokens(TokensPerString))
        {
            return null;
        }

        var start = Position;
        if (PdfStrings.TryReadHex(source, ref start, budget, out var bytes))
        {
            var token = Position;
            Position = start;
            return Located(new PdfString(bytes, IsHex: true), token);
        }

        FailString("malformed hexadecimal string");
        return null;
    }

    private PdfString? ReadLiteralString()
    {
        if (!TakeTokens(TokensPerString))
        {
            return null;
        }

        var start = Position;
        if (PdfStrings.TryReadLiteral(source, ref start, budget, out var bytes))
        {
            var token = Position;
            Position = start;
            return Located(new PdfString(bytes, IsHex: false), token);
        }

        FailString("a string has no end");
        return null;
    }

    private void FailString(string detail) => Fail(
        budget.HasText ? PdfFaultKind.NeedsRepair : PdfFaultKind.LimitExceeded, budget.HasText ? detail : LongTexts);

    private readonly PdfString Located(PdfString value, int start) =>
        inDocument ? value with { TokenStart = start, TokenEnd = Position } : value;

    private PdfObject? Fail(PdfFaultKind kind, string detail)
    {
        Fault ??= new PdfFault(kind, detail, inDocument ? Position : -1);
        return null;
    }
}
