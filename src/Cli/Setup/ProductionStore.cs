using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cli.Setup;

/// <summary>
/// The part of a real store that can be made by itself: secrets, token key, seal key with a request to certify it, the
/// first administrator and the verifier. Certificates, trust anchors and addresses come from outside and are listed
/// as still to do.
/// </summary>
internal sealed class ProductionStore(string data, TimeProvider clock)
{
    /// <returns>Files written by this run.</returns>
    /// <exception cref="InvalidDataException">A development store is there, whose authorities it would trust.
    /// </exception>
    public IReadOnlyList<string> Make(string sealName)
    {
        if (DevelopmentStore.IsIn(data))
        {
            throw new InvalidDataException(
                $"{data}: có kho dùng thử, khóa của nó không có giá trị pháp lý; hãy chọn thư mục khác bằng --data. / "
                    + $"{data}: a development store, whose keys are worth nothing in law; name another folder with "
                    + "--data.");
        }

        var root = new PrivateFolder(data);
        var keys = new PrivateFolder(Path.Combine(data, "keys"));
        var clients = new PrivateFolder(Path.Combine(data, "clients"));
        _ = new PrivateFolder(Path.Combine(data, SettingsFiles.VerifierFolder));
        _ = new PrivateFolder(Path.Combine(data, "trust"));
        _ = new PrivateFolder(Path.Combine(data, "trust", "signers"));
        _ = new PrivateFolder(Path.Combine(data, "trust", "tsa"));
        _ = new PrivateFolder(Path.Combine(data, "tls"));

        var storeKeys = new StoreKeys(keys, clock);
        storeKeys.MakeSecrets(new StoreSettings(data));
        storeKeys.MakeTokenKey(years: 2);
        MakeSealKey(keys, sealName);
        FirstClients.MakeProduction(clients, root);
        root.Write(SettingsFiles.Store, SettingsFiles.Text(SettingsFiles.ProductionStore(data)));
        root.Write(SettingsFiles.Verifier, SettingsFiles.Text(SettingsFiles.ProductionVerifier(data)));
        return [.. root.Written, .. keys.Written, .. clients.Written];
    }

    private static void MakeSealKey(PrivateFolder keys, string sealName)
    {
        if (keys.Has(StoreKeys.SealKey))
        {
            return;
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.AddCountryOrRegion("VN");
        name.AddOrganizationName(sealName);
        name.AddCommonName($"Kho kết quả TTHC - {sealName}");
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true));
        keys.Replace(StoreKeys.SealRequest, request.CreateSigningRequestPem() + "\n");
        keys.Write(StoreKeys.SealKey, key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
