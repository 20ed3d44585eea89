using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using ResultStore.Validation;
using ResultStore.Validation.Revocation;

namespace Cli.Setup;

/// <summary>
/// What tthc needs of the servers' settings, from where the store has them: its file, and before that the environment.
/// Defaults are the server's.
/// </summary>
internal sealed class StoreSettings
{
    private readonly IConfigurationRoot _all;

    /// <param name="data">The folder of the settings files.</param>
    /// <param name="environmentFile">What the server's environment holds; null: as much as this process's does.</param>
    /// <exception cref="InvalidDataException">A file is no JSON, or the environment's none.</exception>
    public StoreSettings(string data, string? environmentFile = null)
    {
        Data = data;
        var path = Path.GetFullPath(Path.Combine(data, SettingsFiles.Store));
        Found = File.Exists(path);
        FromEnvironment = environmentFile is null
            ? ServerEnvironment.Here
            : ServerEnvironment.Here.Concat(ServerEnvironment.Read(environmentFile))
                .GroupBy(each => each.Key, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(each => each.Key, each => each.Last().Value, StringComparer.OrdinalIgnoreCase);
        _all = Load(path, Found, FromEnvironment);
        var verifier = Path.GetFullPath(Path.Combine(data, SettingsFiles.Verifier));
        VerifierConfiguration = File.Exists(verifier)
            ? Load(verifier, isThere: true, ServerEnvironment.HereOfVerifier)
            : null;
    }

    public string Data { get; }

    /// <summary>Variables of the environment that are settings.</summary>
    public IReadOnlyDictionary<string, string?> FromEnvironment { get; }

    public string StoreGrpc => Text("Listen:Grpc", Addresses.Default.Store);

    public string QrBaseUrl => Text("Qr:BaseUrl", "");

    public string VerifierGrpc => VerifierConfiguration?["Listen:Grpc"] ?? Addresses.Default.VerifierGrpc;

    public string VerifierHttp => VerifierConfiguration?["Listen:Http"] ?? Addresses.Default.Page;

    /// <summary>Whether there is a file.</summary>
    public bool Found { get; }

    public string Keys => Text("Sealing:Keys", Path.Combine(Data, "keys"));

    public string Engine => Text("Storage:Engine", "sqlite");

    public string Database => Text("Storage:Database", Path.Combine(Data, "resultstore.db"));

    public string Documents => Text("Storage:Documents", Path.Combine(Data, "documents"));

    public string Ops => Text("Listen:Ops", "127.0.0.1:5081");

    public string TlsCertificate => Text("Listen:Certificate", "");

    public IEnumerable<string> TimestampAuthorities => Texts("Sealing:TimestampAuthorities");

    public IEnumerable<string> TimestampTrustFolders => Texts("Trust:Timestamps");

    public IEnumerable<string> SignerTrustFolders => Texts("Trust:Signers");

    public IEnumerable<string> TrustFolders => SignerTrustFolders.Concat(TimestampTrustFolders);

    /// <summary>As written; empty: the server's own choice.</summary>
    public string SealLevel => Text("Sealing:Level", "");

    /// <summary>Where the server learns of revocation, and how; defaults where a value is none of its type, which the
    /// check of the settings tells.</summary>
    public RevocationOptions RevocationSettings
    {
        get
        {
            try
            {
                return _all.GetSection("Revocation").Get<RevocationOptions>() ?? new RevocationOptions();
            }
            catch (InvalidOperationException)
            {
                return new RevocationOptions();
            }
        }
    }

    /// <summary>Whom and what the server trusts; defaults likewise.</summary>
    public TrustOptions TrustSettings
    {
        get
        {
            try
            {
                return _all.GetSection("Trust").Get<TrustOptions>() ?? new TrustOptions();
            }
            catch (InvalidOperationException)
            {
                return new TrustOptions();
            }
        }
    }

    /// <summary>As the server reads it; null: there is none.</summary>
    public IConfigurationRoot? Configuration => Found || FromEnvironment.Count > 0 ? _all : null;

    /// <summary>Of the verifier, as it reads it; null: there is no file.</summary>
    public IConfigurationRoot? VerifierConfiguration { get; }

    public string RevocationPolicy => Text("Revocation:Policy", "IfPresent");

    public bool RevocationNetwork => !bool.TryParse(Text("Revocation:Network", ""), out var asks) || asks;

    public string CrlFolder => Text("Revocation:CrlFolder", "");

    private static IConfigurationRoot Load(
        string path, bool isThere, IReadOnlyDictionary<string, string?> environment)
    {
        var builder = new ConfigurationBuilder();
        if (isThere)
        {
            builder.AddJsonFile(path);
        }

        builder.AddInMemoryCollection(
            environment.Select(each => KeyValuePair.Create(ServerEnvironment.KeyOf(each.Key), each.Value)));
        try
        {
            return builder.Build();
        }
        catch (InvalidDataException fault) when (fault.InnerException is { } why)
        {
            // Read before anybody has asked which language is spoken.
            throw new InvalidDataException(
                why.InnerException is JsonException { LineNumber: { } line, BytePositionInLine: { } column }
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"{path}: dòng {line + 1}, cột {column + 1} không phải JSON đúng (no proper JSON there)")
                    : $"{path}: {why.Message}",
                fault);
        }
    }

    private string Text(string key, string standard) => _all[key] ?? standard;

    private IEnumerable<string> Texts(string key) =>
        _all.GetSection(key).GetChildren().Select(each => each.Value ?? "").Where(text => text.Length > 0);
}
