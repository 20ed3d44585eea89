using System.Security.Cryptography;

namespace Cli.Setup;

/// <summary>
/// Everything a store for trying out needs, under one folder: keys, authorities, signers, API keys, settings.
/// Running it again adds what is missing and leaves the rest as it is.
/// </summary>
/// <param name="newRsa">See <see cref="DevelopmentAuthorities"/>: most of what making a store takes is its RSA
/// keys.</param>
internal sealed class DevelopmentStore(string data, TimeProvider clock, Func<int, RSA>? newRsa = null)
{
    public const string Officer = "officer";
    public const string Agency = "agency";

    /// <summary>The city of the samples; there is none of this name.</summary>
    private const string City = "UBND thành phố Sông Hàn";

    /// <summary>Whether a folder holds a store of this kind: it has its authorities.</summary>
    public static bool IsIn(string data) => File.Exists(Path.Combine(data, "pki", "root.key.pem"));

    /// <summary>Development authorities are trusted by whatever store they lie beside.</summary>
    /// <exception cref="InvalidDataException">A store that is not for development has its settings there.</exception>
    public void RefuseOther()
    {
        if (File.Exists(Path.Combine(data, SettingsFiles.Store)) && !IsIn(data))
        {
            throw new InvalidDataException(
                $"{data}: có kho không phải để dùng thử; hãy chọn thư mục khác bằng --data. / {data}: a store that is "
                    + "not for development; name another folder with --data.");
        }
    }

    /// <returns>Files written by this run.</returns>
    /// <exception cref="InvalidDataException">A store that is not for development has its settings there.</exception>
    public IReadOnlyList<string> Make(Addresses addresses)
    {
        RefuseOther();
        var root = new PrivateFolder(data);
        var keys = new PrivateFolder(Path.Combine(data, "keys"));
        var pki = new PrivateFolder(Path.Combine(data, "pki"));
        _ = new PrivateFolder(Path.Combine(data, SettingsFiles.VerifierFolder));
        _ = new PrivateFolder(Path.Combine(data, "trust"));
        var signers = new PrivateFolder(Path.Combine(data, "trust", "signers"));
        var timeStamps = new PrivateFolder(Path.Combine(data, "trust", "tsa"));
        var clients = new PrivateFolder(Path.Combine(data, "clients"));

        var storeKeys = new StoreKeys(keys, clock);
        storeKeys.MakeSecrets(new StoreSettings(data));
        storeKeys.MakeTokenKey(years: 3);
        MakeAuthorities(keys, pki, signers, timeStamps, addresses.TimeStamps);
        FirstClients.MakeDevelopment(clients, root);
        root.Write(
            SettingsFiles.Store,
            SettingsFiles.Text(SettingsFiles.DevelopmentStore(data, addresses)));
        root.Write(SettingsFiles.Verifier, SettingsFiles.Text(SettingsFiles.DevelopmentVerifier(data, addresses)));
        return [.. new[] { root, keys, pki, signers, timeStamps, clients }.SelectMany(folder => folder.Written)];
    }

    /// <summary>Key and chain of <see cref="Officer"/> or <see cref="Agency"/>.</summary>
    public static Identity LoadSigner(string data, string name) => Identity.FromPem(
        File.ReadAllText(Path.Combine(data, "pki", $"{name}.key.pem")),
        File.ReadAllText(Path.Combine(data, "pki", $"{name}.chain.pem")));

    private void MakeAuthorities(
        PrivateFolder keys, PrivateFolder pki, PrivateFolder signers, PrivateFolder timeStamps, string host)
    {
        var make = new DevelopmentAuthorities(clock, host, newRsa);
        var root = StoreKeys.Keep(pki, "root", () => make.Root("Root"));
        var authority = StoreKeys.Keep(pki, "ca", () => make.Authority(root, "Agency CA"));
        var timeStampRoot = StoreKeys.Keep(pki, "tsa-root", () => make.Root("Time-stamp root"));
        StoreKeys.Keep(pki, Officer, () => make.Officer(authority, City, "Nguyễn Minh", "Châu", "099080001234"));
        StoreKeys.Keep(pki, Agency, () => make.Agency(authority, City, "0999000001"));
        StoreKeys.Keep(keys, "seal", () => make.Seal(authority));
        StoreKeys.Keep(keys, "tsa", () => make.TimeStampAuthority(timeStampRoot));
        signers.Write("development-root.pem", root.ChainPem);
        timeStamps.Write("development-tsa-root.pem", timeStampRoot.ChainPem);
    }
}
