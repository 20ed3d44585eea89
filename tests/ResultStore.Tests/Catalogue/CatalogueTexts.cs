using System.Text;
using ResultStore.Catalogue;
using ResultStore.Catalogue.Import;
using ResultStore.V1;

namespace ResultStore.Tests.Catalogue;

/// <summary>Reads catalogue files as an import does, without a database.</summary>
internal static class CatalogueTexts
{
    public static DateOnly Day { get; } = new(2026, 3, 14);

    public static CatalogueDay Nothing => CatalogueSnapshot.Empty.On(Day);

    /// <summary>A procedure with one component that a kind of paper may stand for.</summary>
    public static string Small { get; } = """
        {
          "result_types": [{ "code": "KQ.H17.000001", "name": "Giấy khai sinh", "aliases": ["1.001193"] }],
          "procedures": [{
            "code": "1.000894",
            "name": "Đăng ký kết hôn",
            "components": [{
              "code": "TP01",
              "name": "Giấy khai sinh",
              "rules": [{
                "code": "KS",
                "legal_basis": "Nghị định 47/2020/NĐ-CP, Điều 5",
                "parts": [{ "result_type_codes": ["KQ.H17.000001"], "issued_by_levels": ["COMMUNE"] }]
              }]
            }]
          }]
        }
        """;

    public static (CatalogueDraft? Draft, ImportFaults Faults) Read(
        CatalogueDay catalogue, bool replace, params (string Name, string Text)[] files)
    {
        var faults = new ImportFaults();
        var tables = new CsvCatalogue(new CatalogueOptions().ColumnNames, faults);
        var read = new List<CatalogueFile>();
        foreach (var (name, text) in files)
        {
            if (name.EndsWith(".csv", StringComparison.Ordinal))
            {
                tables.Read(name, Encoding.UTF8.GetBytes(text));
            }
            else
            {
                read.Add(JsonCatalogue.Read(name, Encoding.UTF8.GetBytes(text), faults));
            }
        }

        read.Add(tables.Assemble(catalogue));
        return (CatalogueDraft.Make(catalogue, read, replace, faults), faults);
    }

    /// <summary>The catalogue after an import that has no fault.</summary>
    public static CatalogueDay After(CatalogueDay catalogue, params (string Name, string Text)[] files)
    {
        var (draft, faults) = Read(catalogue, replace: false, files);
        Assert.Empty(faults.Told);
        return CatalogueSnapshot.Of(
            1, catalogue.Entries.Concat(draft!.Texts.Select(text => text with { Version = 1 }))).On(Day);
    }

    public static string Export(CatalogueDay catalogue) => Write(CatalogueJson.FileOf(catalogue));

    public static string Write(CatalogueFile file)
    {
        using var text = new MemoryStream();
        CatalogueJson.Write(file, text);
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
