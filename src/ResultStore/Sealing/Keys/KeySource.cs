namespace ResultStore.Sealing.Keys;

/// <summary>
/// Where a private key is: a PEM or PKCS#12 file (<c>.p12</c>, <c>.pfx</c>), or an object in a PKCS#11 token
/// (RFC 7512). None of both: the key is retired and only its public half is known.
/// </summary>
/// <param name="KeyFile">File name, from the key folder where it is not absolute.</param>
/// <param name="Pkcs11">URI such as <c>pkcs11:token=seal;object=seal;type=private</c>; never with a PIN in it.</param>
/// <param name="PinFile">File that holds the PIN or the file's password, mode 0600; from the key folder too.</param>
/// <param name="PinVariable">Environment variable that holds it.</param>
internal sealed record KeySource(string? KeyFile, string? Pkcs11, string? PinFile, string? PinVariable)
{
    /// <summary>Whether there is a private key to open.</summary>
    public bool IsPrivate => !string.IsNullOrEmpty(KeyFile) || !string.IsNullOrEmpty(Pkcs11);

    /// <summary>What a log or a person may be told: nothing secret stands in it.</summary>
    public string Name => !string.IsNullOrEmpty(KeyFile) ? KeyFile
        : string.IsNullOrEmpty(Pkcs11) ? "-"
        : Pkcs11.Split('?')[0];
}
