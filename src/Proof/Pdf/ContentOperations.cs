using System.Text;

namespace Proof.Pdf;

/// <summary>Reads a content stream operation by operation: operands first, then the operator.</summary>
/// <remarks>ISO 32000-1, 7.8.2. Ends at the first thing that is neither; a content stream has no verdict.</remarks>
internal sealed class ContentOperations(ReadOnlyMemory<byte> content, PdfBudget budget)
{
    private const int MostOperands = 64;

    private readonly List<PdfObject> _operands = [];
    private int _position;

    /// <summary>Operands of the operation read last.</summary>
    public IReadOnlyList<PdfObject> Operands => _operands;

    /// <summary>The next operator, or null at the end.</summary>
    public string? Next()
    {
        _operands.Clear();
        while (budget.TakeToken())
        {
            var bytes = content.Span;
            _position = PdfSyntax.SkipBlank(bytes, _position);
            if (_position >= bytes.Length)
            {
                return null;
            }

            if (bytes[_position] is (byte)'/' or (byte)'(' or (byte)'[' or (byte)'<'
                or (byte)'+' or (byte)'-' or (byte)'.' or (>= (byte)'0' and <= (byte)'9'))
            {
                var parser = new PdfParser(content, _position, budget, inDocument: false);
                if (_operands.Count >= MostOperands || parser.Read() is not { } operand)
                {
                    return null;
                }

                _operands.Add(operand);
                _position = parser.Position;
                continue;
            }

            var length = bytes[_position..].IndexOfAny(PdfSyntax.NotRegular);
            var token = length < 0 ? bytes[_position..] : bytes.Slice(_position, length);
            if (token.IsEmpty)
            {
                return null;
            }

            _position += token.Length;
            var name = Encoding.Latin1.GetString(token);
            if (name == "ID")
            {
                SkipImageData();
            }

            return name;
        }

        return null;
    }

    /// <summary>The operand counted from the last, as a number; zero where it is none.</summary>
    public double Number(int fromLast) => fromLast < _operands.Count
        ? _operands[^(fromLast + 1)] switch
        {
            PdfInteger(var integer) => integer,
            PdfReal(var real) => real,
            _ => 0,
        }
        : 0;

    // 8.9.7: the data of an inline image ends at EI between white space.
    private void SkipImageData()
    {
        var rest = content.Span[_position..];
        var end = rest.IndexOf("EI"u8);
        while (end > 0 && !(PdfSyntax.IsWhitespace(rest[end - 1])
            && (end + 2 >= rest.Length || PdfSyntax.IsWhitespace(rest[end + 2]))))
        {
            var next = rest[(end + 2)..].IndexOf("EI"u8);
            end = next < 0 ? -1 : end + 2 + next;
        }

        _position = end < 0 ? content.Length : _position + end + 2;
    }
}
