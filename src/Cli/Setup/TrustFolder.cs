using Proof.Cms;
using ResultStore.Validation.Anchors;

namespace Cli.Setup;

/// <summary>Folders of trusted certificates, as the server reads them.</summary>
internal static class TrustFolder
{
    /// <summary>What can be read; the check of the certificates names the rest.</summary>
    public static TrustAnchors Read(IEnumerable<string> folders) => new([.. CertificatesIn(folders)]);

    /// <summary>The same, one by one.</summary>
    public static IEnumerable<Certificate> CertificatesIn(IEnumerable<string> folders) =>
        folders.Select(Open).OfType<AnchorFolder>().SelectMany(folder => folder.Anchors);

    /// <summary>Whether there is a certificate at all.</summary>
    public static bool HoldsAny(IEnumerable<string> folders) => CertificatesIn(folders).Any();

    /// <summary>Null where there is no such folder, or it cannot be read: a server does not start with it.</summary>
    public static AnchorFolder? Open(string folder)
    {
        try
        {
            return new AnchorFolder(folder);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
