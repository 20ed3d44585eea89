using System.Text;
using ResultStore.V1;

namespace ResultStore.Catalogue.Import;

/// <summary>A table from CSV (RFC 4180): separated by what its first line has most of, comma, semicolon or
/// tab.</summary>
internal sealed class CsvTable
{
    private CsvTable(string fileName, IReadOnlyList<CsvRow> rows)
    {
        FileName = fileName;
        Rows = rows;
    }

    public string FileName { get; }

    /// <summary>The header first; empty lines are left out.</summary>
    public IReadOnlyList<CsvRow> Rows { get; }

    public static CsvTable Parse(string fileName, ReadOnlySpan<byte> utf8, ImportFaults faults)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            faults.Add(new Place(fileName, 1, ""), FieldReason.Malformed, "Tệp không phải UTF-8.",
                "The file is not UTF-8.");
            return new CsvTable(fileName, []);
        }

        return new CsvTable(fileName, Split(text, fileName, faults));
    }

    private static List<CsvRow> Split(string text, string fileName, ImportFaults faults)
    {
        var separator = SeparatorOf(text);
        var rows = new List<CsvRow>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (line, rowLine, quoted) = (1, 1, false);
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (letter == '\n')
            {
                line++;
            }

            if (quoted)
            {
                if (letter != '"')
                {
                    cell.Append(letter);
                }
                else if (at + 1 < text.Length && text[at + 1] == '"')
                {
                    cell.Append('"');
                    at++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (letter == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (letter == separator)
            {
                EndCell();
            }
            else if (letter == '\n')
            {
                EndRow();
                rowLine = line;
            }
            else if (letter != '\r')
            {
                cell.Append(letter);
            }
        }

        if (quoted)
        {
            faults.Add(
                new Place(fileName, rowLine, ""),
                FieldReason.Malformed,
                "Dấu ngoặc kép mở ra không được đóng lại.",
                "A quotation mark is opened and never closed.");
        }

        EndRow();
        return rows;

        void EndCell()
        {
            cells.Add(cell.ToString().Trim());
            cell.Clear();
        }

        void EndRow()
        {
            EndCell();
            if (cells.Exists(value => value.Length > 0))
            {
                rows.Add(new CsvRow(rowLine, [.. cells]));
            }

            cells.Clear();
        }
    }

    private static char SeparatorOf(string text)
    {
        var header = text.AsSpan()[..(text.IndexOf('\n') is var end and >= 0 ? end : text.Length)];
        var (commas, semicolons, tabs) = (header.Count(','), header.Count(';'), header.Count('\t'));
        return tabs > Math.Max(commas, semicolons) ? '\t' : semicolons > commas ? ';' : ',';
    }
}

/// <summary>One line of a table; a cell may itself hold line ends.</summary>
/// <param name="Line">Where it begins, from 1.</param>
internal sealed record CsvRow(int Line, IReadOnlyList<string> Cells);
