namespace Proof.Cms;

/// <summary>The extensions that signature checking needs, decoded.</summary>
internal sealed class CertificateExtensions
{
    /// <summary>Key identifier of the subject; null if absent.</summary>
    internal ReadOnlyMemory<byte>? SubjectKeyIdentifier { get; private init; }

    internal static CertificateExtensions Read(Certificate certificate) => new()
    {
        SubjectKeyIdentifier = certificate.Extensions.TryGetValue(Oids.SubjectKeyIdentifier, out var ski)
            ? Ber.Reader(ski.Value).ReadOctets()
            : null,
    };
}
