namespace Proof.Pdf.Encryption;

/// <summary>
/// The cipher of encryption dictionaries up to version 4. It hides nothing from anyone here: whoever opens the document
/// has the key. The framework has none.
/// </summary>
/// <remarks>ISO 32000-2, 7.6.3.2; RFC 6229 has vectors. Both directions are the same.</remarks>
internal ref struct Rc4
{
    private readonly Span<byte> _state;
    private byte _i;
    private byte _j;

    /// <param name="key">1 to 256 bytes.</param>
    /// <param name="state">256 bytes to work in.</param>
    public Rc4(ReadOnlySpan<byte> key, Span<byte> state)
    {
        _state = state;
        for (var i = 0; i < 256; i++)
        {
            state[i] = (byte)i;
        }

        byte j = 0;
        for (var i = 0; i < 256; i++)
        {
            j += (byte)(state[i] + key[i % key.Length]);
            (state[i], state[j]) = (state[j], state[i]);
        }
    }

    /// <summary>The whole of <paramref name="data"/> at once; may be done in place.</summary>
    public static void Apply(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> output)
    {
        var cipher = new Rc4(key, stackalloc byte[256]);
        cipher.Apply(data, output);
    }

    private void Apply(ReadOnlySpan<byte> data, Span<byte> output)
    {
        for (var k = 0; k < data.Length; k++)
        {
            _j += _state[++_i];
            (_state[_i], _state[_j]) = (_state[_j], _state[_i]);
            output[k] = (byte)(data[k] ^ _state[(byte)(_state[_i] + _state[_j])]);
        }
    }
}
