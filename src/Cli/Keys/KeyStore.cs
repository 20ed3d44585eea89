using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cli.Setup;
using Cli.Terminal;
using Proof.Qr;
using ResultStore.Sealing.Keys;

namespace Cli.Keys;

/// <summary>
/// The key folder, changed so that a server may read it at any time: the key first, then its line in the list, each
/// in one piece.
/// </summary>
internal sealed partial class KeyStore(string path, TimeProvider clock)
{
    private readonly PrivateFolder _files = new(path);

    public IReadOnlyList<KeyLine> List() =>
    [
        .. KeyLists.ReadTokens(path).Select(entry => KeyLine.Of(entry, clock.GetUtcNow())),
        .. KeyLists.ReadSeals(path).Select(LineOf),
    ];

    /// <exception cref="InvalidDataException">The key named is not there, or cannot sign tokens.</exception>
    public KeyLine AddToken(NewKey key, KeyTime time)
    {
        var entries = KeyLists.ReadTokens(path);
        var kid = (ushort)(entries.Max(entry => entry.Kid) + 1);
        var source = key.Source.IsPrivate
            ? key.Source
            : key.Source with { KeyFile = MakeKey(string.Create(CultureInfo.InvariantCulture, $"token-{kid}")) };
        using var opened = KeyOpening.Open(source, path);
        if (TokenKey.TryCreate(kid, opened.SubjectPublicKeyInfo, key.Agencies, time.From, time.To, false) is null)
        {
            throw new InvalidDataException($"{source.Name}: token keys are P-256.");
        }

        var entry = new TokenKeyEntry
        {
            Kid = kid,
            KeyFile = source.KeyFile,
            Pkcs11 = source.Pkcs11,
            PinFile = source.PinFile,
            PinVariable = source.PinVariable,
            PublicKey = Convert.ToBase64String(opened.SubjectPublicKeyInfo),
            Agencies = key.Agencies,
            ValidFrom = time.From,
            ValidTo = time.To,
        };
        _files.Replace(KeyLists.Tokens, KeyLists.Write(entries.Append(entry)));
        return KeyLine.Of(entry, clock.GetUtcNow());
    }

    /// <summary>Makes a seal's key, unless one is named, and a request to certify it.</summary>
    /// <returns>Path of the request.</returns>
    /// <exception cref="InvalidDataException">The id is taken, or the key cannot be opened.</exception>
    public string RequestSeal(string id, string organisation, KeySource source)
    {
        RefuseTaken(id);
        var named = source.IsPrivate ? source : source with { KeyFile = MakeKey(SealName(id)) };
        using var key = KeyOpening.Open(named, path);
        var name = new X500DistinguishedNameBuilder();
        name.AddCountryOrRegion("VN");
        name.AddOrganizationName(organisation);
        name.AddCommonName($"Kho kết quả TTHC - {organisation}");
        var request = key.Use(each => RequestOf(name.Build(), each));
        _files.Replace($"{SealName(id)}.csr.pem", request + "\n");
        return _files[$"{SealName(id)}.csr.pem"];
    }

    /// <exception cref="InvalidDataException">The id is taken, or key and certificate do not fit.</exception>
    public KeyLine AddSeal(string id, string chainFile, NewKey key, KeyTime time)
    {
        RefuseTaken(id);
        var chain = KeyOpening.ReadChain(chainFile);
        var source = key.Source.IsPrivate
            ? key.Source
            : key.Source with { KeyFile = $"{SealName(id)}.key.pem" };
        using var opened = KeyOpening.Open(source, path);
        if (!chain[0].PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(opened.SubjectPublicKeyInfo))
        {
            throw new InvalidDataException($"{source.Name} is not the key of the first certificate in {chainFile}.");
        }

        var entry = new SealKeyEntry
        {
            Id = id,
            KeyFile = source.KeyFile,
            Pkcs11 = source.Pkcs11,
            PinFile = source.PinFile,
            PinVariable = source.PinVariable,
            ChainFile = $"{SealName(id)}.chain.pem",
            Agencies = key.Agencies,
            AnnouncedAt = clock.GetUtcNow(),
            ValidFrom = time.From,
            ValidTo = time.To,
        };
        _files.Replace(entry.ChainFile, string.Concat(chain.Select(each => each.ExportCertificatePem() + "\n")));
        _files.Replace(KeyLists.Seals, KeyLists.Write(KeyLists.ReadSeals(path).Append(entry)));
        return LineOf(entry);
    }

    /// <returns>Null: no other key would serve its agencies.</returns>
    /// <exception cref="SaidException">There is no such key.</exception>
    public KeyLine? RetireToken(string id, DateTimeOffset at, bool force)
    {
        var entries = KeyLists.ReadTokens(path);
        var entry = entries.FirstOrDefault(each => $"{each.Kid}" == id)
            ?? throw NoSuchKey("token", id);
        if (!force && !entries.Any(other => other.Kid != entry.Kid && other.Source.IsPrivate
            && other.ValidFrom <= at && (other.ValidTo is null || other.ValidTo > at)
            && Serves(other.Agencies, entry.Agencies)))
        {
            return null;
        }

        var isOver = at <= clock.GetUtcNow();
        var retired = entry with
        {
            PublicKey = entry.PublicKey ?? PublicHalf(entry.Source),
            ValidTo = entry.ValidTo < at ? entry.ValidTo : at,
            KeyFile = isOver ? null : entry.KeyFile,
            Pkcs11 = isOver ? null : entry.Pkcs11,
            PinFile = isOver ? null : entry.PinFile,
            PinVariable = isOver ? null : entry.PinVariable,
        };
        _files.Replace(
            KeyLists.Tokens, KeyLists.Write(entries.Select(each => each.Kid == entry.Kid ? retired : each)));
        return KeyLine.Of(retired, clock.GetUtcNow());
    }

    private static SaidException NoSuchKey(string kind, string id) => new(
        $"Không có khóa {kind} '{id}'; xem tthc key list.", $"There is no {kind} key '{id}'; see tthc key list.");

    /// <inheritdoc cref="RetireToken"/>
    public KeyLine? RetireSeal(string id, DateTimeOffset at, bool force)
    {
        var entries = KeyLists.ReadSeals(path);
        var entry = entries.FirstOrDefault(each => each.Id == id) ?? throw NoSuchKey("seal", id);
        var lines = entries.ToDictionary(each => each.Id, LineOf);
        if (!force && !entries.Any(other => other.Id != id && other.Source.IsPrivate
            && lines[other.Id].From <= at && lines[other.Id].To > at && Serves(other.Agencies, entry.Agencies)))
        {
            return null;
        }

        var isOver = at <= clock.GetUtcNow();
        var retired = entry with
        {
            ValidTo = entry.ValidTo < at ? entry.ValidTo : at,
            KeyFile = isOver ? null : entry.KeyFile,
            Pkcs11 = isOver ? null : entry.Pkcs11,
            PinFile = isOver ? null : entry.PinFile,
            PinVariable = isOver ? null : entry.PinVariable,
        };
        _files.Replace(KeyLists.Seals, KeyLists.Write(entries.Select(each => each.Id == id ? retired : each)));
        return LineOf(retired);
    }

    private static bool Serves(string[] scopes, string[] agencies) =>
        agencies.All(agency => AgencyScope.Fit(scopes, agency == AgencyScope.Every ? null : agency) >= 0);

    private static string SealName(string id) => id.All(each => char.IsAsciiLetterOrDigit(each) || each is '-' or '.')
        ? $"seal-{id}"
        : throw new InvalidDataException($"'{id}': A-Z a-z 0-9 - .");

    private static string RequestOf(X500DistinguishedName name, AsymmetricAlgorithm key)
    {
        var request = key is RSA rsa
            ? new CertificateRequest(name, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(name, (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true));
        return request.CreateSigningRequestPem();
    }

    private KeyLine LineOf(SealKeyEntry entry)
    {
        using var leaf = KeyOpening.ReadChain(Path.Combine(path, entry.ChainFile))[0];
        return KeyLine.Of(
            entry, leaf.NotBefore.ToUniversalTime(), leaf.NotAfter.ToUniversalTime(), clock.GetUtcNow());
    }

    private string PublicHalf(KeySource source)
    {
        using var key = KeyOpening.Open(source, path);
        return Convert.ToBase64String(key.SubjectPublicKeyInfo);
    }

    private string MakeKey(string name)
    {
        var file = $"{name}.key.pem";
        if (!_files.Has(file))
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            _files.Write(file, key.ExportPkcs8PrivateKeyPem() + "\n");
        }

        return file;
    }

    private void RefuseTaken(string id)
    {
        if (KeyLists.ReadSeals(path).FirstOrDefault(entry => entry.Id == id) is { } taken)
        {
            var announced = LineOf(taken).State == KeyState.Announced;
            throw new SaidException(
                $"Tên con dấu {id} đã dùng"
                    + (announced ? $"; con dấu đã công bố: tthc key begin seal {id} để dùng sớm hơn." : "."),
                $"seal {id}: the name is taken"
                    + (announced ? $"; it is announced: tthc key begin seal {id} lets it begin earlier." : "."));
        }
    }
}
