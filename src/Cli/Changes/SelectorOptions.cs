using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cli.Terminal;
using Google.Protobuf;
using ResultStore.V1;

namespace Cli.Changes;

/// <summary>Which results one decision is for; all conditions given hold together.</summary>
internal sealed class SelectorOptions
{
    private readonly Option<FileInfo> _signer;
    private readonly Option<string> _agency;
    private readonly Option<string> _type;
    private readonly Option<string> _system;
    private readonly Option<string> _from;
    private readonly Option<string> _to;

    public SelectorOptions(Language language)
    {
        _signer = new Option<FileInfo>("--signer")
        {
            Description = language.Say(
                "Ký bằng chứng thư này (tệp PEM hoặc DER)", "Signed with this certificate (PEM or DER file)"),
        };
        _signer.AcceptExistingOnly();
        _agency = Text("--agency", "Do cơ quan này hoặc cấp dưới cấp", "Issued by this agency or below it");
        _type = Text("--type", "Mã loại kết quả", "Code of the kind of result");
        _system = Text("--system", "Do hệ thống này gửi", "Pushed by this system");
        _from = Text("--from", "Lưu từ ngày yyyy-mm-dd hoặc ISO 8601", "Stored from, yyyy-mm-dd or ISO 8601");
        _to = Text("--to", "Lưu đến hết ngày yyyy-mm-dd hoặc trước thời điểm ISO 8601",
            "Stored to the end of yyyy-mm-dd, or before an ISO 8601 instant");

        Option<string> Text(string name, string vi, string en) => new(name)
        {
            Description = language.Say(vi, en),
            DefaultValueFactory = _ => "",
        };
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_signer, _agency, _type, _system, _from, _to])
        {
            command.Add(option);
        }
    }

    /// <exception cref="InvalidDataException">A certificate or a day is none.</exception>
    public ResultSelector Read(ParseResult parsed) => new()
    {
        SignerCertificateSha256 = parsed.GetValue(_signer) is { } file ? DigestOf(file) : ByteString.Empty,
        AgencyCode = parsed.GetRequiredValue(_agency),
        ResultTypeCode = parsed.GetRequiredValue(_type),
        SystemId = parsed.GetRequiredValue(_system),
        StoredFromUnixMs = Moment.Of(parsed.GetRequiredValue(_from)),
        StoredBeforeUnixMs = Moment.Of(parsed.GetRequiredValue(_to), endOfDay: true),
    };

    private static ByteString DigestOf(FileInfo file)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(file.FullName);
            return ByteString.CopyFrom(SHA256.HashData(certificate.RawDataMemory.Span));
        }
        catch (CryptographicException fault)
        {
            throw new InvalidDataException($"{file}: {fault.Message}", fault);
        }
    }
}
