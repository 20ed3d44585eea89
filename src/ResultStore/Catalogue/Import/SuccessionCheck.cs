using Google.Protobuf;
using ResultStore.Access;
using ResultStore.V1;

namespace ResultStore.Catalogue.Import;

/// <summary>Who takes over whose work: both are agencies the catalogue has, and nobody takes over its own work by way
/// of others, as then all of them would count as each other.</summary>
internal sealed class SuccessionCheck(IReadOnlyCollection<IMessage> catalogue, ImportFaults faults)
{
    private readonly Dictionary<string, string> _codes = CodesOf(catalogue.OfType<Agency>());
    private readonly List<AgencySuccession> _successions = [.. catalogue.OfType<AgencySuccession>()];

    public void Check()
    {
        var next = _successions.ToLookup(succession => Known(succession.FromCode));
        foreach (var succession in _successions)
        {
            HasAgency(succession, "from_code", succession.FromCode);
            HasAgency(succession, "to_code", succession.ToCode);
            if (Reaches(next, Known(succession.ToCode), Known(succession.FromCode)))
            {
                faults.Add(
                    succession,
                    "to_code",
                    FieldReason.Contradicts,
                    $"Kế thừa vòng: {succession.ToCode} rồi lại được {succession.FromCode} kế thừa.",
                    "The successions run in a circle: "
                        + $"{succession.FromCode} takes over from {succession.ToCode} again.");
            }
        }
    }

    /// <summary>The agency itself, a unit of one, or what a listed unit belongs to.</summary>
    private void HasAgency(AgencySuccession succession, string field, string code)
    {
        if (!AgencyCode.TryParse(Known(code), out var named)
            || !_codes.Values.Any(each => AgencyCode.TryParse(each, out var agency)
                && (agency.Covers(named) || named.Covers(agency))))
        {
            faults.Add(
                succession,
                field,
                FieldReason.UnknownValue,
                $"Danh mục không có cơ quan {code}.",
                $"The catalogue does not have the agency {code}.");
        }
    }

    private bool Reaches(ILookup<string, AgencySuccession> next, string from, string to)
    {
        var (seen, waiting) = (new HashSet<string>(), new Queue<string>([from]));
        while (waiting.TryDequeue(out var agency))
        {
            if (agency == to)
            {
                return true;
            }

            foreach (var succession in seen.Add(agency) ? next[agency] : [])
            {
                waiting.Enqueue(Known(succession.ToCode));
            }
        }

        return false;
    }

    private string Known(string code) => _codes.GetValueOrDefault(code, code);

    /// <summary>From each code that an agency is or was known by to its one code.</summary>
    private static Dictionary<string, string> CodesOf(IEnumerable<Agency> agencies)
    {
        var codes = new Dictionary<string, string>();
        foreach (var agency in agencies)
        {
            codes[agency.Code] = agency.Code;
            foreach (var other in agency.OtherCodes)
            {
                codes.TryAdd(other, agency.Code);
            }
        }

        return codes;
    }
}
