using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cli.Setup;

/// <summary>The keys whose loss cannot be mended (format promises 1, 2, 8), each made once and never made
/// again.</summary>
internal sealed class StoreKeys(PrivateFolder folder, TimeProvider clock)
{
    public const string SealKey = "seal.key.pem";
    public const string SealChain = "seal.chain.pem";
    public const string SealRequest = "seal.csr.pem";
    public const string TokenKey = "token-1.key.pem";
    public const string TokenKeyList = "token-keys.json";

    /// <summary>What the store keeps secret: 32 bytes each, written as 64 hex characters.</summary>
    public static readonly IReadOnlyList<string> Secrets =
        ["bucket.key", "code.key", "blind-index-1.key", "data-1.key"];

    /// <param name="settings">Of the store they are for.</param>
    /// <exception cref="InvalidDataException">The store was used with others: new ones would be its ruin.</exception>
    public void MakeSecrets(StoreSettings settings)
    {
        var missing = Secrets.Where(name => !HasVersion(name)).ToList();
        if (missing.Count > 0 && (missing.Count < Secrets.Count || HasDatabase(settings)))
        {
            throw new InvalidDataException(
                $"{string.Join(", ", missing)}: missing beside "
                + (HasDatabase(settings) ? "a database that was filled with it" : "the other keys of the store")
                + ". Restore it from its backup. (If the store never held a result: move database and keys away.)");
        }

        foreach (var name in missing)
        {
            folder.Write(name, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) + "\n");
        }
    }

    /// <summary>Of a key with versions any will do: the first is not needed for ever.</summary>
    private bool HasVersion(string name) => folder.Has(name)
        || (name.EndsWith("-1.key", StringComparison.Ordinal)
            && Directory.EnumerateFiles(folder.Path, name.Replace("-1.", "-*.", StringComparison.Ordinal)).Any());

    private static bool HasDatabase(StoreSettings settings) =>
        settings.Engine.StartsWith("sqlite", StringComparison.OrdinalIgnoreCase) && File.Exists(settings.Database);

    /// <summary>A key for QR tokens. Its time begins a day back, so that a clock a little behind issues good
    /// ones.</summary>
    public void MakeTokenKey(int years)
    {
        if (!folder.Has(TokenKey))
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            folder.Write(TokenKey, key.ExportPkcs8PrivateKeyPem() + "\n");
        }

        var from = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(-1);
        var list = new JsonArray(new JsonObject
        {
            ["kid"] = 1,
            ["keyFile"] = TokenKey,
            ["agencies"] = new JsonArray("*"),
            ["validFrom"] = from.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null),
            ["validTo"] = from.AddYears(years).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null),
        });
        folder.Write(TokenKeyList, list.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    /// <summary>An identity as two files, key and chain; read back where both are there already.</summary>
    public static Identity Keep(PrivateFolder folder, string name, Func<Identity> make)
    {
        var (key, chain) = ($"{name}.key.pem", $"{name}.chain.pem");
        if (folder.Has(key) && folder.Has(chain))
        {
            return Identity.FromPem(folder.Read(key), folder.Read(chain));
        }

        if (folder.Has(key))
        {
            throw new InvalidDataException(
                $"{folder[key]} is there without {chain}: put it back, or move the key away.");
        }

        // The chain first: a crash between the two leaves certificates without a key, which the next run replaces.
        var made = make();
        folder.Replace(chain, made.ChainPem);
        folder.Write(key, made.KeyPem + "\n");
        return made;
    }
}
