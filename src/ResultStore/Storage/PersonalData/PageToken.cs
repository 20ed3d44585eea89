using System.Buffers.Text;
using System.Security.Cryptography;

namespace ResultStore.Storage.PersonalData;

/// <summary>Where a page ended: an internal id, unreadable outside and worth nothing with another question.</summary>
internal sealed class PageToken(PersonalDataVault vault)
{
    /// <param name="last">The last row the page looked at.</param>
    /// <param name="question">What was asked, page and token left out.</param>
    public string Make(ResultId last, ReadOnlySpan<byte> question) =>
        Base64Url.EncodeToString(vault.Encrypt(last.ToBytes(), SHA256.HashData(question)));

    /// <returns>False where the token was not made for this question.</returns>
    public bool TryRead(string token, ReadOnlySpan<byte> question, out ResultId last)
    {
        last = default;
        if (token.Length > 200)
        {
            return false;
        }

        try
        {
            var id = vault.Decrypt(Base64Url.DecodeFromChars(token), SHA256.HashData(question));
            last = ResultId.FromBytes(id);
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return false;
        }
    }
}
