using ResultStore.V1;

namespace ResultStore.Tests.Catalogue;

public sealed class JsonImportTests
{
    [Fact]
    public void Adds_what_is_new()
    {
        var (draft, faults) = CatalogueTexts.Read(CatalogueTexts.Nothing, false, ("a.json", CatalogueTexts.Small));

        Assert.Empty(faults.Told);
        Assert.Equal(
            [(ChangeKind.Added, EntryKind.Procedure, "1.000894"),
                (ChangeKind.Added, EntryKind.ResultType, "KQ.H17.000001")],
            draft!.Changes.Select(change => (change.Change, change.Entry, change.Code)));
    }

    [Fact]
    public void Shows_what_differs_field_by_field()
    {
        var before = CatalogueTexts.After(CatalogueTexts.Nothing, ("a.json", CatalogueTexts.Small));
        var changed = CatalogueTexts.Small
            .Replace("\"COMMUNE\"", "\"COMMUNE\", \"PROVINCE\"", StringComparison.Ordinal)
            .Replace("\"name\": \"Đăng ký kết hôn\",", "\"name\": \"Đăng ký kết hôn\", \"processing_days\": 3,",
                StringComparison.Ordinal);

        var (draft, _) = CatalogueTexts.Read(before, false, ("a.json", changed));

        var change = Assert.Single(draft!.Changes);
        Assert.Equal(ChangeKind.Changed, change.Change);
        Assert.Equal(
            [("processing_days", "", "3"),
                ("components[TP01].rules[KS].parts[0].issued_by_levels", "COMMUNE", "COMMUNE, PROVINCE")],
            change.Fields.Select(field => (field.Path, field.Before, field.After)));
    }

    [Fact]
    public void Finds_nothing_different_in_the_same_file()
    {
        var before = CatalogueTexts.After(CatalogueTexts.Nothing, ("a.json", CatalogueTexts.Small));

        var (draft, _) = CatalogueTexts.Read(before, true, ("a.json", CatalogueTexts.Small));

        Assert.Empty(draft!.Changes);
    }

    [Fact]
    public void Removes_what_a_replacement_does_not_name_and_leaves_other_kinds_alone()
    {
        var before = CatalogueTexts.After(CatalogueTexts.Nothing, ("a.json", CatalogueTexts.Small));
        const string Other = """{ "procedures": [{ "code": "1.004873", "name": "Xác nhận tình trạng hôn nhân" }] }""";

        var (replaced, _) = CatalogueTexts.Read(before, true, ("b.json", Other));
        var (merged, _) = CatalogueTexts.Read(before, false, ("b.json", Other));

        Assert.Equal(
            [(ChangeKind.Removed, "1.000894"), (ChangeKind.Added, "1.004873")],
            replaced!.Changes.Select(change => (change.Change, change.Code)));
        Assert.Equal(["1.004873"], merged!.Changes.Select(change => change.Code));
    }

    [Fact]
    public void Tells_every_fault_of_a_file_at_once_with_its_line()
    {
        const string Faulty = """
            {
              "procedures": [
                {
                  "code": "abc",
                  "name": "",
                  "processing_days": "many",
                  "colour": "red",
                  "components": [
                    { "code": "TP01", "name": "Giấy", "alternative": "a", "need": "SOMETIMES" },
                    { "code": "TP01", "name": "Giấy",
                      "rules": [{ "code": "R", "parts": [] }] }
                  ]
                }
              ],
              "agencies": [{ "code": "X", "name": "Sở" }],
              "successions": [{ "from_code": "H17", "to_code": "000.00.00.H17", "effective_on": "1/7/2025" }]
            }
            """;

        var (draft, faults) = CatalogueTexts.Read(CatalogueTexts.Nothing, false, ("faulty.json", Faulty));

        Assert.Null(draft);
        Assert.Equal(
            [
                (4, "procedures[0].code", FieldReason.Malformed),
                (5, "procedures[0].name", FieldReason.Missing),
                (6, "procedures[0].processing_days", FieldReason.Malformed),
                (7, "procedures[0].colour", FieldReason.UnknownValue),
                (9, "procedures[0].components[0].alternative_set", FieldReason.Missing),
                (9, "procedures[0].components[0].need", FieldReason.UnknownValue),
                (10, "procedures[0].components[1].code", FieldReason.Contradicts),
                (11, "procedures[0].components[1].rules[0].legal_basis", FieldReason.Missing),
                (11, "procedures[0].components[1].rules[0].parts", FieldReason.Missing),
                (15, "agencies[0].code", FieldReason.Malformed),
                (15, "agencies[0].level", FieldReason.Missing),
                (16, "successions[0].effective_on", FieldReason.Malformed),
                (16, "successions[0].to_code", FieldReason.Contradicts),
            ],
            faults.Told.Select(fault => (fault.Line, fault.Path, fault.Reason))
                .OrderBy(fault => fault.Line).ThenBy(fault => fault.Path, StringComparer.Ordinal));
        Assert.All(faults.Told, fault => Assert.Equal("faulty.json", fault.File));
    }

    [Fact]
    public void Refuses_a_rule_that_names_a_kind_of_paper_nobody_knows()
    {
        var unknown = CatalogueTexts.Small.Replace("[\"KQ.H17.000001\"]", "[\"KQ.H17.000009\"]",
            StringComparison.Ordinal);

        var (draft, faults) = CatalogueTexts.Read(CatalogueTexts.Nothing, false, ("a.json", unknown));

        Assert.Null(draft);
        var fault = Assert.Single(faults.Told);
        Assert.Equal(
            (12, "procedures[0].components[0].rules[0].parts[0].result_type_codes", FieldReason.UnknownValue),
            (fault.Line, fault.Path, fault.Reason));
    }

    [Fact]
    public void Refuses_to_remove_a_kind_of_paper_that_a_rule_still_names()
    {
        var before = CatalogueTexts.After(CatalogueTexts.Nothing, ("a.json", CatalogueTexts.Small));

        var (draft, faults) = CatalogueTexts.Read(
            before, true, ("b.json", """{ "result_types": [{ "code": "KQ.H17.000002", "name": "Giấy" }] }"""));

        Assert.Null(draft);
        Assert.Contains("KQ.H17.000001", Assert.Single(faults.Told).SentenceEn, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_an_alias_that_already_means_another_kind()
    {
        const string Twice = """
            { "result_types": [
              { "code": "KQ.H17.000001", "name": "Giấy khai sinh", "aliases": ["1.001193"] },
              { "code": "KQ.H17.000002", "name": "Trích lục", "aliases": ["1.001193"] }] }
            """;

        var (draft, faults) = CatalogueTexts.Read(CatalogueTexts.Nothing, false, ("a.json", Twice));

        Assert.Null(draft);
        Assert.Equal(FieldReason.Contradicts, Assert.Single(faults.Told).Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"procedures\": {}}")]
    [InlineData("{\"procedures\": [1]}")]
    [InlineData("{\"procedures\": [{\"code\": {\"a\": 1}}]}")]
    [InlineData("{\"procedures\": [[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]}")]
    [InlineData("{\"a\": 1} {\"b\": 2}")]
    public void Refuses_what_is_not_a_catalogue_file_without_a_crash(string text)
    {
        var (draft, faults) = CatalogueTexts.Read(CatalogueTexts.Nothing, false, ("a.json", text));

        Assert.Null(draft);
        Assert.NotEmpty(faults.Told);
    }

    [Fact]
    public void The_sample_catalogue_has_no_fault_and_comes_out_as_it_went_in()
    {
        var samples = Samples();

        var catalogue = CatalogueTexts.After(CatalogueTexts.Nothing, samples);
        var (draft, faults) = CatalogueTexts.Read(catalogue, true, ("export.json", CatalogueTexts.Export(catalogue)));

        Assert.Empty(faults.Told);
        Assert.Empty(draft!.Changes);
        Assert.True(catalogue.Procedures.Count() >= 40);
        Assert.Equal(
            CatalogueTexts.Export(catalogue),
            CatalogueTexts.Export(
                CatalogueTexts.After(CatalogueTexts.Nothing, ("e.json", CatalogueTexts.Export(catalogue)))));
    }

    private static (string Name, string Text)[] Samples()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ResultStore.slnx")))
        {
            folder = folder.Parent!;
        }

        return
        [
            .. Directory.EnumerateFiles(Path.Combine(folder.FullName, "samples", "catalogue"), "*.json")
                .Select(path => (Path.GetFileName(path), File.ReadAllText(path))),
        ];
    }
}
