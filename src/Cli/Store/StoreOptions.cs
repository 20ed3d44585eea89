using System.CommandLine;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Cli.Terminal;
using Grpc.Core;
using Grpc.Net.Client;

namespace Cli.Store;

/// <summary>Where a server is and how this caller proves who it is.</summary>
internal sealed class StoreOptions
{
    public const string StoreName = "--store";
    public const string VerifierName = "--verifier";
    private const string KeyFileVariable = "RESULTSTORE_KEY_FILE";

    private readonly Language _language;
    private readonly Option<string> _address;
    private readonly Option<string?> _other;
    private readonly Option<FileInfo?> _keyFile;
    private readonly Option<FileInfo?> _authority;
    private readonly Option<FileInfo?> _certificate;
    private readonly Option<int> _timeout;

    private StoreOptions(Language language, string name, string variable, string standard, string description)
    {
        _language = language;
        _address = new Option<string>(name)
        {
            Description = $"{description} [{variable}]",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(variable) ?? standard,
        };
        _other = Other(language, name);
        _keyFile = new Option<FileInfo?>("--key-file")
        {
            Description = language.Say("Tệp chứa khóa API", "File that holds the API key") + $" [{KeyFileVariable}]",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(KeyFileVariable) is { Length: > 0 } path
                ? new FileInfo(path)
                : null,
        };
        _authority = new Option<FileInfo?>("--ca")
        {
            Description = language.Say(
                "Chứng thư gốc (PEM) của máy chủ, thay cho kho tin cậy của hệ điều hành",
                "Root certificate (PEM) of the server, in place of the system's"),
        };
        _certificate = new Option<FileInfo?>("--client-certificate")
        {
            Description = language.Say(
                "Chứng thư và khóa của hệ thống gọi (PEM)", "Certificate and key of the calling system (PEM)"),
        };
        _timeout = new Option<int>("--timeout")
        {
            Description = language.Say("Chờ tối đa mỗi lần gọi, giây", "Longest wait for one call, seconds"),
            DefaultValueFactory = _ => 60,
        };
    }

    public static StoreOptions ForStore(Language language) => new(
        language,
        StoreName,
        "RESULTSTORE_ADDRESS",
        "http://127.0.0.1:5080",
        language.Say("Địa chỉ gRPC của kho", "The store's gRPC address"));

    public static StoreOptions ForVerifier(Language language) => new(
        language,
        VerifierName,
        "RESULTSTORE_VERIFIER",
        "http://127.0.0.1:5091",
        language.Say("Địa chỉ gRPC của máy xác thực", "The verifier's gRPC address"));

    public void AddTo(Command command)
    {
        command.Add(_address);
        command.Add(_other);
        command.Add(_keyFile);
        command.Add(_authority);
        command.Add(_certificate);
        command.Add(_timeout);
    }

    public string Address(ParseResult parsed) => parsed.GetRequiredValue(_address);

    /// <exception cref="InvalidDataException">The address is no URL, or a key would travel in clear.</exception>
    public Connection Open(ParseResult parsed)
    {
        var text = Address(parsed);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new InvalidDataException($"'{text}': http://HOST:PORT, https://HOST:PORT");
        }

        var key = parsed.GetValue(_keyFile) is { } file ? ReadKey(file.FullName) : null;
        if (key is not null && address.Scheme == "http" && !IsLoopback(address))
        {
            throw new InvalidDataException($"'{text}': an API key goes over https only, except on this machine.");
        }

        var authority = parsed.GetValue(_authority);
        var certificate = parsed.GetValue(_certificate);
        var headers = new Metadata();
        if (key is not null)
        {
            headers.Add("authorization", $"Bearer {key}");
        }

        var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = Handler(authority?.FullName, certificate?.FullName),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = 16 << 20,
        });
        var asked = new Peer(text, _address.Name == VerifierName);
        return new Connection(asked, channel, headers, TimeSpan.FromSeconds(parsed.GetValue(_timeout)));
    }

    /// <summary>The address of the server that this command does not ask: told with the option to give, which the
    /// parser would not guess.</summary>
    private static Option<string?> Other(Language language, string name)
    {
        var other = new Option<string?>(name == StoreName ? VerifierName : StoreName) { Hidden = true };
        var (vietnamese, english) = name == StoreName ? ("kho", "store") : ("máy xác thực", "verifier");
        other.Validators.Add(given => given.AddError(language.Say(
            $"Lệnh này hỏi {vietnamese}: dùng {name} với địa chỉ của {vietnamese} thay cho {other.Name}.",
            $"This command asks the {english}: give {name} with the {english}'s address in place of {other.Name}.")));
        return other;
    }

    private string ReadKey(string path)
    {
        try
        {
            var key = File.ReadAllText(path).Trim();
            return key.Length > 0 && !key.Any(char.IsWhiteSpace)
                ? key
                : throw new InvalidDataException(_language.Say(
                    $"--key-file {path}: tệp không chứa đúng một khóa API.",
                    $"--key-file {path}: the file does not hold one API key."));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            var absent = fault is FileNotFoundException or DirectoryNotFoundException;
            throw new InvalidDataException(
                absent
                    ? _language.Say(
                        $"--key-file {path}: không có tệp này; khóa API do quản trị kho cấp (tthc client add).",
                        $"--key-file {path}: no such file; the store's administrator gives API keys (tthc client add).")
                    : _language.Say(
                        $"--key-file {path}: không đọc được; kiểm tra chủ sở hữu và quyền của tệp.",
                        $"--key-file {path}: cannot be read; check the file's owner and mode."),
                fault);
        }
    }

    private static bool IsLoopback(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));

    private static SocketsHttpHandler Handler(string? authority, string? certificate)
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) };
        if (authority is not null)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(authority);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate)];
        }

        return handler;
    }
}
