using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cli.Seals;
using Cli.Store;
using Cli.Terminal;
using Google.Protobuf;
using ResultStore.V1;

namespace Cli.Reading;

/// <summary>A file that comes in pieces; kept only if its length and SHA-256 are what was said before it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Header">What was said of it.</param>
internal sealed record ReceivedFile(string Path, DocumentHeader Header)
{
    private string? Level =>
        Header.SealLevel == SealLevel.Unspecified ? null : SealsCommand.Name(Header.SealLevel);

    /// <param name="header">What was said of it.</param>
    /// <param name="chunks">Its bytes.</param>
    /// <param name="target">Where to; none named: under its own name in this folder.</param>
    /// <param name="screen">Told where it is not what was said.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>Null: it is not what was said, and nothing was kept.</returns>
    public static async Task<ReceivedFile?> KeepAsync(
        DocumentHeader header, IAsyncEnumerable<ByteString> chunks, Output target, Screen screen, CancellationToken ct)
    {
        // The name comes from the other side: only its last part, so that it cannot lead elsewhere.
        var path = target.Path ?? System.IO.Path.GetFileName(header.FileName);
        using var file = new OutputFile(path, target.Overwrite, screen.Language);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        await foreach (var chunk in chunks.WithCancellation(ct))
        {
            hash.AppendData(chunk.Span);
            await file.Content.WriteAsync(chunk.Memory, ct);
            length += chunk.Length;
        }

        if (length != header.Length || !hash.GetHashAndReset().AsSpan().SequenceEqual(header.Sha256.Span))
        {
            screen.Error("Tệp nhận được không khớp mã băm.", "The file received does not have the digest it should.");
            return null;
        }

        file.Keep();
        return new ReceivedFile(path, header);
    }

    public JsonObject ToJson() => new()
    {
        ["file"] = Path,
        ["length"] = Header.Length,
        ["sha256"] = Convert.ToHexStringLower(Header.Sha256.Span),
        ["seal_level"] = Level,
        ["sealLevel"] = Level, // as scripts of before know it
        ["seal_form"] = Header.SealForm == SealForm.Unspecified ? null : EnumNames.Of(Header.SealForm),
        ["sheet_reason"] = Header.SheetReason == SheetReason.Unspecified ? null : EnumNames.Of(Header.SheetReason),
    };

    public void Tell(Screen screen)
    {
        screen.Line(
            $"{Path}: {Header.Length} byte, SHA-256 {Convert.ToHexStringLower(Header.Sha256.Span)}"
                + (Level is { } known ? $", {known}" : ""));
        SheetWords.Tell(Header.SealForm, Header.SheetReason, "", screen);
    }

    /// <summary>The store's answer did not begin with what a file begins with.</summary>
    public static int WrongOrder(Screen screen)
    {
        screen.Error("Kho trả lời sai thứ tự.", "The store's answer came in a wrong order.");
        return ExitCode.Fault;
    }
}
