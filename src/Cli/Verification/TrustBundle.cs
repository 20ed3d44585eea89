using System.Text;
using System.Text.Json;
using Cli.Store;
using Cli.Terminal;
using Google.Protobuf;
using Proof.Qr;
using ResultStore.V1;

namespace Cli.Verification;

/// <summary>The published keys, for judging QR tokens without asking anyone.</summary>
internal sealed class TrustBundle(GetTrustBundleResponse published)
{
    private readonly TokenKeySet _keys = new(published.Keys.Select(key => ToKey(key, published.Development)));

    public bool Development => published.Development;

    private bool IsPublished => published.Keys.Count > 0;

    /// <summary>What the store published last time, kept by <c>tthc verify --save-bundle</c>.</summary>
    /// <exception cref="InvalidDataException">No such JSON.</exception>
    public static TrustBundle Load(string path)
    {
        try
        {
            return new TrustBundle(JsonParser.Default.Parse<GetTrustBundleResponse>(File.ReadAllText(path)));
        }
        catch (Exception fault) when (fault is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new InvalidDataException($"{path}: {fault.Message}", fault);
        }
    }

    /// <summary>An older bundle is written over: keeping the newest is what the file is for.</summary>
    /// <exception cref="InvalidDataException">Another file is there.</exception>
    public void Save(string path, bool force, Language language) => OutputFile.Write(
        path,
        Encoding.UTF8.GetBytes(
            Messages.ToJson(published).ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n"),
        force || IsOne(path),
        language);

    /// <summary>Judges a QR's text: our link, our signature, our key's time and scope.</summary>
    /// <returns>Null where it is no link of this store.</returns>
    public TokenVerdict? Judge(string link, DateTimeOffset now) =>
        QrLink.Read(link, [.. published.Hosts], Development) switch
        {
            QrLinkReading.Ours ours => _keys.Judge(ours.Token.Span, now),
            QrLinkReading.Malformed => new TokenVerdict.Malformed(),
            _ => null,
        };

    /// <summary>Judges a QR of a holder's screen.</summary>
    /// <returns>Null where it is no link of this store, or none of that form.</returns>
    public PresentationVerdict? JudgePresentation(string link, DateTimeOffset now) =>
        QrLink.Read(link, [.. published.Hosts], Development) is QrLinkReading.Ours { Token: var token }
        && PresentationToken.IsOne(token.Span)
            ? _keys.JudgePresentation(token.Span, now)
            : null;

    private static bool IsOne(string path)
    {
        try
        {
            return File.Exists(path) && Load(path).IsPublished;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static Proof.Qr.TokenKey ToKey(ResultStore.V1.TokenKey key, bool development) =>
        Proof.Qr.TokenKey.TryCreate(
            (ushort)key.Kid,
            key.PublicKey.Span,
            [.. key.Agencies],
            DateTimeOffset.FromUnixTimeMilliseconds(key.ValidFromUnixMs),
            key.ValidToUnixMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(key.ValidToUnixMs),
            development)
        ?? throw new InvalidDataException($"The trust bundle's key {key.Kid} is no P-256 key.");
}
