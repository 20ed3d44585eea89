using System.CommandLine;
using Cli.Access;
using Cli.Reading;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Reuse;

/// <summary>The dossier that results are wanted for: whose it is, until when, and who asks.</summary>
internal sealed class DossierOptions
{
    private readonly Option<string> _applicant;
    private readonly Option<string[]> _coHolders;
    private readonly Option<string> _organisation;
    private readonly Option<string> _due;
    private readonly ReadContextOptions _context;

    public DossierOptions(Language language)
    {
        _applicant = new Option<string>("--holder")
        {
            Description = language.Say(
                "Người nộp hồ sơ, dạng person:048090001234 hoặc organisation:0400123456",
                "The applicant, as person:048090001234 or organisation:0400123456"),
            Required = true,
        };
        _coHolders = new Option<string[]>("--co-holder")
        {
            Description = language.Say(
                "Người khác cùng đứng hồ sơ, có thể nhiều", "Another one whom the dossier is for; may be repeated"),
            DefaultValueFactory = _ => [],
        };
        _organisation = new Option<string>("--organisation")
        {
            Description = language.Say(
                "Tổ chức mà người nộp đại diện, mã số thuế",
                "Organisation that the applicant represents, its tax code"),
            DefaultValueFactory = _ => "",
        };
        _due = new Option<string>("--due")
        {
            Description = language.Say("Ngày hẹn trả hồ sơ, yyyy-mm-dd", "Day the dossier is promised for, yyyy-mm-dd"),
            DefaultValueFactory = _ => "",
        };
        _context = new ReadContextOptions(language, "dossier");
    }

    public void AddTo(Command command)
    {
        command.Add(_applicant);
        command.Add(_coHolders);
        command.Add(_organisation);
        command.Add(_due);
        _context.AddTo(command);
    }

    /// <exception cref="InvalidDataException">A holder is not of the form kind:id.</exception>
    public IEnumerable<DossierHolder> Holders(ParseResult parsed)
    {
        yield return Holder(parsed.GetRequiredValue(_applicant), HolderRole.Applicant);
        foreach (var other in parsed.GetValue(_coHolders) ?? [])
        {
            yield return Holder(other, HolderRole.CoHolder);
        }

        if (parsed.GetRequiredValue(_organisation) is { Length: > 0 } taxCode)
        {
            yield return new DossierHolder
            {
                Kind = HolderKind.Organisation,
                Id = taxCode,
                Role = HolderRole.RepresentedOrganisation,
            };
        }
    }

    public string Due(ParseResult parsed) => parsed.GetRequiredValue(_due);

    public ReadContext Context(ParseResult parsed) => _context.Read(parsed);

    private static DossierHolder Holder(string text, HolderRole role)
    {
        var holder = AccessFilterOptions.Holder(text) ?? new AccessHolder();
        return new DossierHolder { Kind = holder.Kind, Id = holder.Id, Role = role };
    }
}
