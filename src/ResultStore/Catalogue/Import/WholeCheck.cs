using Google.Protobuf;
using ResultStore.V1;

namespace ResultStore.Catalogue.Import;

/// <summary>The rules between entries: no code of a kind of paper means two, every one that is named is there, and
/// successions end.</summary>
internal sealed class WholeCheck(IReadOnlyCollection<IMessage> catalogue, ImportFaults faults)
{
    public void Check()
    {
        new SuccessionCheck(catalogue, faults).Check();
        var types = CheckTypes();
        foreach (var procedure in catalogue.OfType<V1.Procedure>())
        {
            Known(procedure, "result_type_codes", procedure.ResultTypeCodes, types, procedure.Code);
            foreach (var part in procedure.Components.SelectMany(component => component.Rules)
                .SelectMany(rule => rule.Parts))
            {
                Known(part, "result_type_codes", part.ResultTypeCodes, types, procedure.Code);
            }
        }
    }

    private HashSet<string> CheckTypes()
    {
        var types = catalogue.OfType<ResultType>().ToDictionary(type => type.Code);
        var owners = new Dictionary<string, string>();
        foreach (var type in types.Values)
        {
            foreach (var alias in type.Aliases)
            {
                if (types.ContainsKey(alias) || !owners.TryAdd(alias, type.Code))
                {
                    faults.Add(
                        type,
                        "aliases",
                        FieldReason.Contradicts,
                        $"{type.Code}: mã khác {alias} đã là mã của loại giấy tờ khác hoặc bị lặp lại.",
                        $"{type.Code}: the alias {alias} is another kind's code already, or stands twice.");
                }
            }
        }

        return [.. types.Keys, .. owners.Keys];
    }

    private void Known(IMessage message, string field, IEnumerable<string> codes, HashSet<string> types,
        string procedure)
    {
        foreach (var code in codes.Where(code => !types.Contains(code)))
        {
            faults.Add(
                message,
                field,
                FieldReason.UnknownValue,
                $"Thủ tục {procedure} nêu loại giấy tờ {code} không có trong danh mục.",
                $"Procedure {procedure} names the kind of paper {code}, which the catalogue does not have.");
        }
    }
}
