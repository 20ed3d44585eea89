using System.Globalization;
using System.Text.Json;

namespace Proof.Qr;

/// <summary>The published keys, and the judging of tokens by them.</summary>
/// <exception cref="ArgumentException">Two keys have one number.</exception>
public sealed class TokenKeySet(IEnumerable<TokenKey> keys)
{
    /// <summary>
    /// How far a scanner's clock may be behind the store's before a token looks issued in the future.
    /// </summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(10);

    private readonly Dictionary<ushort, TokenKey> _keys = keys.ToDictionary(key => key.KeyId);

    /// <summary>In order of number.</summary>
    public IEnumerable<TokenKey> Keys => _keys.Values.OrderBy(key => key.KeyId);

    /// <summary>Judges a token's bytes: form, key, signature, the key's time and scope, in this order.</summary>
    /// <param name="bytes">The token, from <see cref="QrDigits"/>. May be hostile.</param>
    /// <param name="now">The instant of the question.</param>
    public TokenVerdict Judge(ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        if (SignedQrToken.TryRead(bytes) is not { Token: var token } signed)
        {
            return new TokenVerdict.Malformed();
        }

        if (!_keys.TryGetValue(token.KeyId, out var key))
        {
            return new TokenVerdict.UnknownKey(token);
        }

        // Nothing the token says counts before its signature.
        if (!key.Signed(signed))
        {
            return new TokenVerdict.BadSignature(token);
        }

        if (!key.IsValidAt(token.IssuedAt))
        {
            return new TokenVerdict.KeyNotValidThen(token, key);
        }

        if (!key.Covers(token.Fields.AgencyCode))
        {
            return new TokenVerdict.OutOfScope(token, key);
        }

        return token.IssuedAt > now + ClockTolerance
            ? new TokenVerdict.IssuedInFuture(token, key)
            : new TokenVerdict.Genuine(token, key, token.HasLapsedAt(now));
    }

    /// <summary>Judges a presentation's bytes: form, key, signature, the key's time, its own life, in this order. Which
    /// agency's result it shows it does not say, so the key's scope is the store's to look at.</summary>
    /// <param name="bytes">The token, from <see cref="QrDigits"/>. May be hostile.</param>
    /// <param name="now">The instant of the question.</param>
    public PresentationVerdict JudgePresentation(ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        if (PresentationToken.TryRead(bytes) is not { } token)
        {
            return new PresentationVerdict.Malformed();
        }

        if (!_keys.TryGetValue(token.KeyId, out var key))
        {
            return new PresentationVerdict.UnknownKey(token);
        }

        if (!key.Signed(bytes))
        {
            return new PresentationVerdict.BadSignature(token);
        }

        if (!key.IsValidAt(token.IssuedAt) || token.IssuedAt > now + ClockTolerance)
        {
            return new PresentationVerdict.WrongTime(token, key);
        }

        return now >= token.ExpiresAt
            ? new PresentationVerdict.Expired(token, key)
            : new PresentationVerdict.Genuine(token, key);
    }

    /// <summary>
    /// The set as a JSON Web Key Set (RFC 7517); scope and time of each key stand in members of our own, times in
    /// seconds
    /// since 1970.
    /// </summary>
    public byte[] ToJwks()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in Keys)
            {
                Write(json, key);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, TokenKey key)
    {
        json.WriteStartObject();
        json.WriteString("kty", "EC");
        json.WriteString("crv", "P-256");
        json.WriteString("alg", "ES256");
        json.WriteString("use", "sig");
        json.WriteString("kid", key.KeyId.ToString(CultureInfo.InvariantCulture));
        json.WriteString("x", System.Buffers.Text.Base64Url.EncodeToString(key.PublicKey.Q.X));
        json.WriteString("y", System.Buffers.Text.Base64Url.EncodeToString(key.PublicKey.Q.Y));
        json.WriteStartArray("agencies");
        foreach (var agency in key.Agencies)
        {
            json.WriteStringValue(agency);
        }

        json.WriteEndArray();
        json.WriteNumber("valid_from", key.ValidFrom.ToUnixTimeSeconds());
        if (key.ValidTo is { } end)
        {
            json.WriteNumber("valid_to", end.ToUnixTimeSeconds());
        }

        json.WriteBoolean("development", key.Development);
        json.WriteEndObject();
    }
}
