using System.Security.Cryptography;

namespace Proof.Cms;

/// <summary>
/// The only door to SHA-1. A verifier has to read it: OCSP names certificates by it (RFC 6960, 4.1.1), PDF names VRI
/// entries by it (ISO 32000-2, 12.8.4.4), ESS v1 and signatures from before 2012 use it. None of these makes a
/// signature trusted: the dated algorithm policy judges that apart. Nothing is ever signed with it here.
/// </summary>
internal static class LegacySha1
{
#pragma warning disable RS0030, CA5350 // banned elsewhere, needed to read what others wrote; see above
    internal static byte[] Hash(ReadOnlySpan<byte> data) => SHA1.HashData(data);
#pragma warning restore RS0030, CA5350
}
