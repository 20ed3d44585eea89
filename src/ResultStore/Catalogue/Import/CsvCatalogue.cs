using Google.Protobuf;
using ResultStore.V1;

namespace ResultStore.Catalogue.Import;

/// <summary>
/// Puts the tables of one import together. What no table names stays as the catalogue has it: a table of procedures
/// keeps their components, a table of components keeps the rules of those that stay.
/// </summary>
internal sealed class CsvCatalogue(IReadOnlyDictionary<string, string> columnNames, ImportFaults faults)
{
    private readonly Dictionary<string, V1.Procedure> _heads = [];
    private readonly Dictionary<string, List<V1.Component>> _components = [];
    private readonly Dictionary<string, List<(string Component, V1.SubstitutionRule Rule)>> _rules = [];
    private readonly CatalogueFile _others = new();

    public void Read(string fileName, ReadOnlySpan<byte> utf8)
    {
        var table = CsvTable.Parse(fileName, utf8, faults);
        if (CsvSheet.Of(table, columnNames, faults) is not { } sheet)
        {
            return;
        }

        foreach (var row in sheet.Rows)
        {
            ReadRow(sheet, row);
        }
    }

    /// <summary>What the tables say, on top of the catalogue.</summary>
    public CatalogueFile Assemble(CatalogueDay catalogue)
    {
        var codes = _heads.Keys.Concat(_components.Keys).Concat(_rules.Keys).Distinct();
        foreach (var code in codes.Order(StringComparer.Ordinal))
        {
            var known = catalogue.FindProcedureEntry(code) is { } entry && entry.Code == code
                ? (V1.Procedure)entry.Body!
                : null;
            _others.Procedures.Add(Assemble(code, known));
        }

        return _others;
    }

    private V1.Procedure Assemble(string code, V1.Procedure? known)
    {
        var head = _heads.GetValueOrDefault(code);
        var procedure = (head ?? known)?.Clone() ?? new V1.Procedure { Code = code };
        Moved(FirstOf(code, head), procedure);
        procedure.Components.Clear();
        procedure.Components.Add(_components.TryGetValue(code, out var listed) ? listed
            : known?.Components.Clone() ?? []);
        foreach (var component in procedure.Components.Where(component => component.Rules.Count == 0))
        {
            var before = known?.Components.FirstOrDefault(other => other.Code == component.Code);
            component.Rules.Add(before?.Rules.Clone() ?? []);
        }

        if (_rules.TryGetValue(code, out var rules))
        {
            SetRules(procedure, rules);
        }

        return procedure;
    }

    /// <summary>Where the tables speak of a procedure: its own line, or the first of its components or rules.</summary>
    private IMessage? FirstOf(string code, V1.Procedure? head) => head
        ?? (IMessage?)_components.GetValueOrDefault(code)?.FirstOrDefault()
        ?? _rules.GetValueOrDefault(code)?.FirstOrDefault().Rule;

    private void SetRules(V1.Procedure procedure, List<(string Component, V1.SubstitutionRule Rule)> rules)
    {
        foreach (var component in procedure.Components)
        {
            component.Rules.Clear();
        }

        foreach (var (code, rule) in rules)
        {
            if (procedure.Components.FirstOrDefault(component => component.Code == code) is { } component)
            {
                component.Rules.Add(rule);
            }
            else
            {
                faults.Add(
                    rule,
                    "component_code",
                    FieldReason.Contradicts,
                    $"Thủ tục {procedure.Code} không có thành phần hồ sơ {code}.",
                    $"Procedure {procedure.Code} has no component {code}.");
            }
        }
    }

    private void ReadRow(CsvSheet sheet, CsvRow row)
    {
        switch (sheet.Kind)
        {
            case SheetKind.Procedures:
                ReadHead(sheet, row, mayRepeat: false);
                break;
            case SheetKind.ProceduresWithComponents:
                ReadHead(sheet, row, mayRepeat: true);
                ReadComponent(sheet, row);
                break;
            case SheetKind.Components:
                ReadComponent(sheet, row);
                break;
            case SheetKind.Rules:
                ReadPart(sheet, row);
                break;
            case SheetKind.ResultTypes:
                _others.ResultTypes.Add(ReadType(sheet, row));
                break;
            case SheetKind.Agencies:
                _others.Agencies.Add(sheet.Fill(
                    new Agency(), row, "code:agency_code", "name:agency_name", "other_codes", "level", "abolished_on"));
                break;
            case SheetKind.Successions:
                _others.Successions.Add(sheet.Fill(
                    new AgencySuccession(), row, "from_code", "to_code", "effective_on", "legal_basis"));
                break;
        }
    }

    private void ReadHead(CsvSheet sheet, CsvRow row, bool mayRepeat)
    {
        var code = sheet.Text(row, "procedure_code");
        if (_heads.ContainsKey(code))
        {
            if (!mayRepeat)
            {
                faults.Add(
                    sheet.PlaceOf(row, "procedure_code"),
                    FieldReason.Contradicts,
                    "Mã thủ tục bị lặp lại.",
                    "The procedure stands here twice.");
            }

            return;
        }

        _heads.Add(code, sheet.Fill(
            new V1.Procedure(), row, "code:procedure_code", "name:procedure_name", "field_code", "field_name", "levels",
            "agency_codes", "processing_days", "result_type_codes", "legal_basis"));
    }

    private void ReadComponent(CsvSheet sheet, CsvRow row)
    {
        if (sheet.Kind == SheetKind.ProceduresWithComponents && sheet.Text(row, "component_code").Length == 0)
        {
            // A procedure that asks for nothing still has a line.
            _components.TryAdd(sheet.Text(row, "procedure_code"), []);
            return;
        }

        var component = sheet.Fill(
            new V1.Component(), row, "code:component_code", "name:component_name", "need", "alternative_set",
                "alternative");
        ListOf(_components, sheet.Text(row, "procedure_code")).Add(component);
    }

    private void ReadPart(CsvSheet sheet, CsvRow row)
    {
        var rules = ListOf(_rules, sheet.Text(row, "procedure_code"));
        var (component, code) = (sheet.Text(row, "component_code"), sheet.Text(row, "rule_code"));
        var rule = rules.FirstOrDefault(known => known.Component == component && known.Rule.Code == code).Rule;
        if (rule is null)
        {
            rules.Add((component, rule = sheet.Fill(new V1.SubstitutionRule(), row, "code:rule_code", "legal_basis")));
        }

        rule.Parts.Add(sheet.Fill(
            new V1.SubstitutionPart(), row, "name:part", "result_type_codes", "holder", "issued_by_agencies",
            "issued_by_levels", "not_older_than_days", "not_older_than_months", "validity", "value_classes"));
    }

    private static ResultType ReadType(CsvSheet sheet, CsvRow row)
    {
        var type = sheet.Fill(
            new ResultType(), row, "code:result_type_code", "name:result_type_name", "aliases", "validity_months",
            "public_fields", "legal_basis");
        if (sheet.Text(row, "required_signers").Length > 0)
        {
            type.Signatures = sheet.Fill(new SignaturePolicy(), row, "required_signers");
        }

        var place = sheet.Fill(
            new QrPlace(), row, "corner:qr_corner", "horizontal_mm:qr_horizontal_mm", "vertical_mm:qr_vertical_mm",
                "page:qr_page");
        if (!place.Equals(new QrPlace()))
        {
            type.Qr = place;
        }

        return type;
    }

    /// <summary>A clone stands where the row it came from does.</summary>
    private void Moved(IMessage? from, V1.Procedure to)
    {
        if (from is not null)
        {
            faults.StandsWhere(from, to);
        }
    }

    private static List<T> ListOf<T>(Dictionary<string, List<T>> lists, string key) =>
        lists.TryGetValue(key, out var list) ? list : lists[key] = [];
}
