using System.Collections;
using Google.Protobuf;
using ResultStore.V1;

namespace ResultStore.Catalogue.Import;

/// <summary>A table whose columns have the catalogue's names; its header has told what it lists.</summary>
internal sealed class CsvSheet
{
    private readonly CsvTable _table;
    private readonly Dictionary<string, int> _columns;
    private readonly ImportFaults _faults;

    private CsvSheet(CsvTable table, SheetKind kind, Dictionary<string, int> columns, ImportFaults faults)
    {
        _table = table;
        _columns = columns;
        _faults = faults;
        Kind = kind;
    }

    public SheetKind Kind { get; }

    public IEnumerable<CsvRow> Rows => _table.Rows.Skip(1);

    /// <param name="table">As read.</param>
    /// <param name="names">Names that other systems have for the catalogue's columns.</param>
    /// <param name="faults">Told of columns nobody knows.</param>
    /// <returns>Null where the header tells nothing.</returns>
    public static CsvSheet? Of(CsvTable table, IReadOnlyDictionary<string, string> names, ImportFaults faults)
    {
        if (table.Rows.Count == 0)
        {
            faults.Add(new Place(table.FileName, 1, ""), FieldReason.Missing, "Bảng trống.", "The table is empty.");
            return null;
        }

        var columns = new Dictionary<string, int>();
        var header = table.Rows[0];
        for (var i = 0; i < header.Cells.Count; i++)
        {
            var name = names.GetValueOrDefault(header.Cells[i], header.Cells[i].ToLowerInvariant());
            columns.TryAdd(name, i);
        }

        var kind = KindOf(columns);
        if (kind == SheetKind.None)
        {
            faults.Add(
                new Place(table.FileName, header.Line, ""),
                FieldReason.Malformed,
                "Dòng tiêu đề không cho biết bảng liệt kê gì. Cần một trong các cột procedure_code, component_code, "
                    + "rule_code, result_type_code, agency_code, effective_on; "
                    + "đủ tên cột ở samples/catalogue/README.md.",
                "The header does not tell what the table lists. It needs one of procedure_code, component_code, "
                    + "rule_code, result_type_code, agency_code, effective_on; all: samples/catalogue/README.md.");
            return null;
        }

        var missing = NeededBy(kind).Where(column => !columns.ContainsKey(column)).ToList();
        foreach (var column in missing)
        {
            faults.Add(
                new Place(table.FileName, header.Line, column), FieldReason.Missing,
                $"Thiếu cột {column}.", $"The column {column} is missing.");
        }

        if (missing.Count > 0)
        {
            return null;
        }

        return new CsvSheet(table, kind, columns, faults);
    }

    public Place PlaceOf(CsvRow row, string column) => new(_table.FileName, row.Line, column);

    /// <summary>Empty where the column or the cell is not there.</summary>
    public string Text(CsvRow row, string column) =>
        _columns.TryGetValue(column, out var index) && index < row.Cells.Count ? row.Cells[index].Normalize() : "";

    /// <summary>Sets fields of a message from columns of the same name or, after <c>:</c>, of another one.</summary>
    public T Fill<T>(T message, CsvRow row, params ReadOnlySpan<string> fields)
        where T : IMessage
    {
        _faults.Stands(message, PlaceOf(row, ""));
        foreach (var entry in fields)
        {
            var (name, column) = entry.Split(':') is [var left, var right] ? (left, right) : (entry, entry);
            var field = message.Descriptor.FindFieldByName(name);
            foreach (var part in field.IsRepeated ? Text(row, column).Split('|') : [Text(row, column)])
            {
                if (part.Trim().Length == 0
                    || FieldText.Parse(field, part, PlaceOf(row, column), _faults) is not { } value)
                {
                    continue;
                }

                if (field.IsRepeated)
                {
                    ((IList)field.Accessor.GetValue(message)).Add(value);
                }
                else
                {
                    field.Accessor.SetValue(message, value);
                }
            }
        }

        return message;
    }

    /// <summary>Without them no line of the table could be taken.</summary>
    private static string[] NeededBy(SheetKind kind) => kind switch
    {
        SheetKind.Procedures => ["procedure_code", "procedure_name"],
        SheetKind.Components => ["procedure_code", "component_code", "component_name"],
        SheetKind.ProceduresWithComponents => ["procedure_code", "procedure_name", "component_code", "component_name"],
        SheetKind.Rules => ["procedure_code", "component_code", "rule_code", "legal_basis", "result_type_codes"],
        SheetKind.ResultTypes => ["result_type_code", "result_type_name"],
        SheetKind.Agencies => ["agency_code", "agency_name", "level"],
        SheetKind.Successions => ["from_code", "to_code", "effective_on"],
        _ => [],
    };

    private static SheetKind KindOf(Dictionary<string, int> columns) =>
        columns.ContainsKey("effective_on") ? SheetKind.Successions
        : columns.ContainsKey("rule_code") ? SheetKind.Rules
        : columns.ContainsKey("component_code") && columns.ContainsKey("procedure_name")
            ? SheetKind.ProceduresWithComponents
        : columns.ContainsKey("component_code") ? SheetKind.Components
        : columns.ContainsKey("procedure_code") ? SheetKind.Procedures
        : columns.ContainsKey("result_type_code") ? SheetKind.ResultTypes
        : columns.ContainsKey("agency_code") ? SheetKind.Agencies
        : SheetKind.None;
}

/// <summary>What a table lists.</summary>
internal enum SheetKind
{
    None,
    Procedures,
    Components,

    /// <summary>A national export: one line a component, the procedure's own columns repeated.</summary>
    ProceduresWithComponents,

    /// <summary>One line a part of a rule.</summary>
    Rules,
    ResultTypes,
    Agencies,
    Successions,
}
