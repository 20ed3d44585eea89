using System.Text.Json;
using Proof.Qr;

namespace Verifier.Codes;

/// <summary>
/// The body of a question about a QR: <c>{"link": "https://..."}</c> or <c>{"token": "DIGITS"}</c>. Read token by token
/// with a
/// bound on depth and size, as no general parser should see what anyone may send.
/// </summary>
internal readonly record struct TokenRequest(string? Link, ReadOnlyMemory<byte> Token)
{
    private const int MaxTextLength = 4096;

    public static bool TryRead(ReadOnlySpan<byte> utf8, out TokenRequest request)
    {
        request = default;
        try
        {
            var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 1 });
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject
                || !json.Read() || json.TokenType != JsonTokenType.PropertyName)
            {
                return false;
            }

            var isLink = json.ValueTextEquals("link"u8);
            if ((!isLink && !json.ValueTextEquals("token"u8))
                || !json.Read() || json.TokenType != JsonTokenType.String || json.ValueSpan.Length > MaxTextLength)
            {
                return false;
            }

            var text = json.GetString()!;
            if (!json.Read() || json.TokenType != JsonTokenType.EndObject || json.Read())
            {
                return false;
            }

            // What is no decimal text of bytes is a token that cannot be read: an answer, not an error.
            request = isLink ? new TokenRequest(text, default) : new TokenRequest(null, QrDigits.TryDecode(text) ?? []);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate or bytes that are no UTF-8 within the string.
            return false;
        }
    }
}
