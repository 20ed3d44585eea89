using System.Security.Cryptography;
using System.Text;
using Proof.Cms;

namespace ResultStore.Validation.Anchors;

/// <summary>One file of a folder of anchors: certificates in PEM, or one in DER.</summary>
/// <param name="Certificates">All of the file's, or none: half a file is not taken for a smaller one.</param>
/// <param name="Fault">What is wrong with it.</param>
internal sealed record AnchorFile(IReadOnlyList<Certificate> Certificates, AnchorFault Fault)
{
    /// <summary>Largest file read, in bytes: some 500 certificates.</summary>
    public const int MostBytes = 1 << 20;

    private const byte Sequence = 0x30;

    /// <summary>Whether a file of this name is read.</summary>
    public static bool IsNamed(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".pem" or ".crt" or ".cer";

    /// <summary>Never throws for what is in the folder.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="stamp">What was seen of it: nothing is opened that is no file or too large.</param>
    public static AnchorFile Read(string path, FileStamp stamp)
    {
        if (!IsNamed(path))
        {
            return new([], AnchorFault.OtherName);
        }

        if (stamp is not { IsFile: true, Length: > 0 and <= MostBytes })
        {
            return new([], stamp switch
            {
                { IsFile: false } => AnchorFault.NoFile,
                { Length: 0 } => AnchorFault.Empty,
                _ => AnchorFault.TooLarge,
            });
        }

        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new([], AnchorFault.Unreadable);
        }
    }

    internal static AnchorFile Parse(byte[] content)
    {
        if (content is [Sequence, ..])
        {
            return Certificate.TryParse(content, out var der)
                ? Found([der], hasKey: false)
                : new([], AnchorFault.NoCertificate);
        }

        using var reader = new StreamReader(new MemoryStream(content), Encoding.UTF8);
        var text = reader.ReadToEnd();
        List<Certificate> certificates = [];
        var (hasKey, blocks, from) = (false, 0, 0);
        while (PemEncoding.TryFind(text.AsSpan(from), out var fields))
        {
            var block = text.AsSpan(from);
            var label = block[fields.Label];
            blocks++;
            hasKey |= label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);
            if (label.SequenceEqual("CERTIFICATE"))
            {
                if (!Certificate.TryParse(Convert.FromBase64String(block[fields.Base64Data].ToString()), out var found))
                {
                    return new([], AnchorFault.Unfinished);
                }

                certificates.Add(found);
            }

            from += fields.Location.End.GetOffset(block.Length);
        }

        return blocks < text.AsSpan().Count("-----BEGIN ") ? new([], AnchorFault.Unfinished)
            : certificates.Count > 0 ? Found(certificates, hasKey)
            : new([], hasKey ? AnchorFault.OnlyPrivateKey : AnchorFault.NoCertificate);
    }

    private static AnchorFile Found(List<Certificate> certificates, bool hasKey) => new(
        certificates,
        hasKey ? AnchorFault.PrivateKey
            : certificates.TrueForAll(TrustAnchors.IsAuthority) ? AnchorFault.None : AnchorFault.NoAuthority);
}
