using Proof.Pdf.Encryption;

namespace Proof.Pdf;

/// <summary>One value of the PDF object model. Immutable; compares by value.</summary>
/// <remarks>ISO 32000-2, 7.3.</remarks>
public abstract record PdfObject
{
    private protected PdfObject()
    {
    }
}

/// <summary>The null object; also what a reference to a missing object stands for.</summary>
public sealed record PdfNull : PdfObject
{
    public static readonly PdfNull Instance = new();

    private PdfNull()
    {
    }
}

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed record PdfBoolean(bool Value) : PdfObject;

/// <summary>An integer. Larger ones than 64 bits do not parse.</summary>
public sealed record PdfInteger(long Value) : PdfObject
{
    // A number's own hash can be chosen: a list of numbers with the same one would make a set of them slow.
    public override int GetHashCode() => HashCode.Combine((int)Value, (int)(Value >> 32));
}

/// <summary>A number written with a decimal point.</summary>
public sealed record PdfReal(double Value) : PdfObject
{
    public override int GetHashCode()
    {
        // Zero has two signs, which are equal.
        var bits = Value == 0 ? 0 : BitConverter.DoubleToInt64Bits(Value);
        return HashCode.Combine((int)bits, (int)(bits >> 32));
    }
}

/// <summary>A name without its slash.</summary>
/// <param name="Value">Each char is one byte of the name (Latin-1), after the <c>#xx</c> escapes were undone.</param>
public sealed record PdfName(string Value) : PdfObject;

/// <summary>An indirect reference <c>n g R</c>.</summary>
public sealed record PdfReference(int Number, int Generation) : PdfObject
{
    public override int GetHashCode() => HashCode.Combine(Number, Generation);
}

/// <summary>A string, literal or hexadecimal, with its escapes undone.</summary>
/// <param name="Bytes">The value; a slice of the document where the token holds no escapes.</param>
/// <param name="IsHex">Written as <c>&lt;...&gt;</c>.</param>
public sealed record PdfString(ReadOnlyMemory<byte> Bytes, bool IsHex) : PdfObject
{
    /// <summary>Offset of the token's first delimiter in the document; -1 when it came from an object stream.</summary>
    public int TokenStart { get; init; } = -1;

    /// <summary>Offset right after the token's last delimiter; -1 when it came from an object stream.</summary>
    public int TokenEnd { get; init; } = -1;

    public bool Equals(PdfString? other) => other is not null && Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }
}

/// <summary>An array.</summary>
public sealed record PdfArray(IReadOnlyList<PdfObject> Items) : PdfObject
{
    public bool Equals(PdfArray? other) =>
        ReferenceEquals(this, other) || (other is not null && Items.SequenceEqual(other.Items));

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }
}

/// <summary>A stream: its dictionary and its bytes as they stand in the file, still filtered and encrypted.</summary>
/// <param name="Raw">A slice of the document; <see cref="PdfDocument.TryDecode"/> undoes the filters.</param>
#pragma warning disable CA1711 // the standard's own word
public sealed record PdfStream(PdfDictionary Dictionary, ReadOnlyMemory<byte> Raw) : PdfObject
{
    /// <summary>Of an encrypted document; null where it is not, and of what never is.</summary>
    internal ObjectCipher? Cipher { get; init; }

    public bool Equals(PdfStream? other) => ReferenceEquals(this, other)
        || (other is not null && Dictionary.Equals(other.Dictionary) && HoldsTheSame(other));

    private bool HoldsTheSame(PdfStream other) =>
        (Equals(Cipher, other.Cipher) && Raw.Span.SequenceEqual(other.Raw.Span))
            || (Cipher is not null && Cipher.HoldsTheSame(this, other));

    public override int GetHashCode() => HashCode.Combine(Dictionary, Raw.Length);
}
