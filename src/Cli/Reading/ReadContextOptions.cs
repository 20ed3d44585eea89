using System.CommandLine;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Reading;

/// <summary>Who reads, for what: goes into the access log that the holder can see.</summary>
internal sealed class ReadContextOptions
{
    private readonly Option<string> _purpose;
    private readonly Option<string> _dossier;
    private readonly Option<string> _officer;
    private readonly Option<string> _note;

    public ReadContextOptions(Language language, string purpose = "own-records")
    {
        _purpose = new Option<string>("--purpose")
        {
            Description = language.Say("Mục đích đọc", "What it is read for"),
            DefaultValueFactory = _ => purpose, // an agency says dossier, an inspector inspection
        };
        _purpose.AcceptOnlyFromAmong("own-records", "dossier", "inspection", "holder-request", "audit");
        _dossier = new Option<string>("--dossier")
        {
            Description = language.Say("Mã hồ sơ cần đến kết quả", "Dossier the result is needed for"),
            DefaultValueFactory = _ => "",
        };
        _officer = new Option<string>("--officer")
        {
            Description = language.Say("Cán bộ yêu cầu", "Officer who asks"),
            DefaultValueFactory = _ => Environment.UserName,
        };
        _note = new Option<string>("--note")
        {
            Description = language.Say("Ghi chú", "Anything else to have on record"),
            DefaultValueFactory = _ => "",
        };
    }

    public void AddTo(Command command)
    {
        command.Add(_purpose);
        command.Add(_dossier);
        command.Add(_officer);
        command.Add(_note);
    }

    public ReadContext Read(ParseResult parsed)
    {
        EnumNames.TryParse<Purpose>(parsed.GetRequiredValue(_purpose), "PURPOSE_", out var purpose);
        return new ReadContext
        {
            Purpose = purpose,
            DossierCode = parsed.GetRequiredValue(_dossier),
            Officer = parsed.GetRequiredValue(_officer),
            Note = parsed.GetRequiredValue(_note),
        };
    }
}
