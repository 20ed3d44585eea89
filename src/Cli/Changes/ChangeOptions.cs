using System.CommandLine;
using Cli.Terminal;
using Google.Protobuf;
using ResultStore.V1;

namespace Cli.Changes;

/// <summary>What a change rests on, as an officer states it.</summary>
internal sealed class ChangeOptions
{
    private readonly Option<string> _reason;
    private readonly Option<string> _legalBasis;
    private readonly Option<string> _decision;
    private readonly Option<FileInfo> _decisionFile;
    private readonly Option<string?> _effective;
    private readonly Option<string> _officer;

    public ChangeOptions(Language language)
    {
        _reason = Needed("--reason", language.Say("Lý do", "Why"));
        _legalBasis = Needed(
            "--legal-basis", language.Say("Căn cứ pháp lý", "The law or decision it rests on"));
        _decision = Needed(
            "--decision",
            language.Say("Số quyết định; gửi lại cùng số thì không đổi gì thêm",
                "Number of the decision; the same again changes nothing more"));
        _decisionFile = new Option<FileInfo>("--decision-file")
        {
            Description = language.Say("Quyết định đã ký số (PDF)", "The signed decision (PDF)"),
        };
        _decisionFile.AcceptExistingOnly();
        _effective = new Option<string?>("--effective")
        {
            Description = language.Say(
                "Có hiệu lực từ, yyyy-mm-dd (giờ Việt Nam) hoặc ISO 8601; mặc định ngay bây giờ",
                "Holds from, yyyy-mm-dd (Viet Nam time) or ISO 8601; default now"),
        };
        _officer = new Option<string>("--officer")
        {
            Description = language.Say("Người quyết định", "The officer who decided"),
            DefaultValueFactory = _ => Environment.UserName,
        };
    }

    public void AddTo(Command command)
    {
        command.Add(_reason);
        command.Add(_legalBasis);
        command.Add(_decision);
        command.Add(_decisionFile);
        command.Add(_effective);
        command.Add(_officer);
    }

    /// <exception cref="InvalidDataException">The day is none.</exception>
    public Change Read(ParseResult parsed, ResultChangeKind kind) => new()
    {
        Kind = kind,
        Reason = parsed.GetRequiredValue(_reason),
        LegalBasis = parsed.GetRequiredValue(_legalBasis),
        DecisionNumber = parsed.GetRequiredValue(_decision),
        DecisionDocument = parsed.GetValue(_decisionFile) is { } file
            ? ByteString.CopyFrom(File.ReadAllBytes(file.FullName))
            : ByteString.Empty,
        EffectiveAtUnixMs = Moment.Of(parsed.GetValue(_effective) ?? ""),
        Officer = parsed.GetRequiredValue(_officer),
    };

    private static Option<string> Needed(string name, string description) =>
        new(name) { Description = description, Required = true };
}
