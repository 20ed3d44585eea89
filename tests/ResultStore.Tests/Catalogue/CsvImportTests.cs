using System.Text;
using ResultStore.V1;

namespace ResultStore.Tests.Catalogue;

public sealed class CsvImportTests
{
    [Fact]
    public void Reads_all_tables_of_one_import_together()
    {
        var catalogue = CatalogueTexts.After(
            CatalogueTexts.Nothing,
            ("procedures.csv",
                "procedure_code,procedure_name,levels\n1.000894,\"Đăng ký \"\"kết hôn\"\"\",COMMUNE|PROVINCE\n"),
            ("components.csv", """
                procedure_code;component_code;component_name;need;alternative_set;alternative
                1.000894;TP01;Giấy khai sinh;REQUIRED;A;1
                1.000894;TP02;Hộ chiếu;required;A;2
                """),
            ("rules.csv", """
                procedure_code,component_code,rule_code,legal_basis,part,result_type_codes,holder,issued_by_agencies
                1.000894,TP01,R1,"NĐ 47/2020, Đ.5",bên nam,KQ.H17.000001|1.001193,SAME_HOLDER,000.00.15.H17
                1.000894,TP01,R1,"NĐ 47/2020, Đ.5",bên nữ,KQ.H17.000001,ANY_DOSSIER_HOLDER,
                """),
            ("types.csv", "result_type_code,result_type_name,aliases,required_signers,qr_corner\n"
                + "KQ.H17.000001,Giấy khai sinh,1.001193|2.000635,PERSON|AGENCY,TOP_RIGHT\n"),
            ("agencies.csv", "agency_code\tagency_name\tlevel\nH17.15\tSở Tư pháp\tPROVINCE\nH48\tTỉnh cũ\tPROVINCE\n"),
            ("successions.csv", "from_code,to_code,effective_on\n000.00.00.H48,H17,2025-07-01\n"));

        var procedure = (V1.Procedure)Assert.Single(catalogue.Procedures).Body!;
        Assert.Equal("Đăng ký \"kết hôn\"", procedure.Name);
        Assert.Equal([AgencyLevel.Commune, AgencyLevel.Province], procedure.Levels);
        Assert.Equal(["TP01", "TP02"], procedure.Components.Select(component => component.Code));
        var parts = procedure.Components[0].Rules.Single().Parts;
        Assert.Equal(["bên nam", "bên nữ"], parts.Select(part => part.Name));
        Assert.Equal("H17.15", parts[0].IssuedByAgencies.Single());
        Assert.Equal(PageCorner.TopRight, catalogue.FindType("KQ.H17.000001")!.Qr.Corner);
        Assert.True(catalogue.CountsAs("H48.12", "H17"));
    }

    [Fact]
    public void A_header_that_lacks_columns_is_a_fault_even_without_lines()
    {
        var (draft, faults) = CatalogueTexts.Read(CatalogueTexts.Nothing, false, ("rules.csv", "rule_code\n"));

        Assert.Null(draft);
        Assert.Equal(
            ["procedure_code", "component_code", "legal_basis", "result_type_codes"],
            faults.Told.Select(fault => fault.Path));
        Assert.All(faults.Told, fault => Assert.Equal(("rules.csv", 1), (fault.File, fault.Line)));
    }

    [Fact]
    public void Components_of_a_procedure_nobody_has_are_a_fault_with_file_and_line()
    {
        var (_, faults) = CatalogueTexts.Read(
            CatalogueTexts.Nothing, false,
            ("c.csv", "procedure_code,component_code,component_name\n1.000894,TP01,Giấy khai sinh\n"));

        Assert.Equal(("c.csv", 2), Assert.Single(faults.Told.Select(fault => (fault.File, fault.Line))));
    }

    [Theory]
    [InlineData("H17,H48,2025-07-01\nH48,H17,2025-07-01\n", FieldReason.Contradicts, FieldReason.Contradicts)]
    [InlineData("H17,H48,2025-07-01\nH48.1,H17,2025-07-01\n")]
    [InlineData("H99,H17,2025-07-01\n", FieldReason.UnknownValue)]
    [InlineData("H17,H99,2025-07-01\n", FieldReason.UnknownValue)]
    public void Successions_end_and_are_between_known_agencies(string lines, params FieldReason[] expected)
    {
        var (draft, faults) = CatalogueTexts.Read(
            CatalogueTexts.Nothing, false,
            ("a.csv", "agency_code,agency_name,level\nH17,Tỉnh,PROVINCE\nH48,Tỉnh cũ,PROVINCE\n"),
            ("s.csv", "from_code,to_code,effective_on\n" + lines));

        Assert.Equal(expected, faults.Told.Select(fault => fault.Reason));
        Assert.Equal(expected.Length == 0, draft is not null);
        Assert.All(faults.Told, fault => Assert.Equal("s.csv", fault.File));
    }

    [Fact]
    public void A_national_export_keeps_the_rules_a_city_has_made()
    {
        var before = CatalogueTexts.After(CatalogueTexts.Nothing, ("a.json", CatalogueTexts.Small));
        const string National = """
            MaTTHC;TenTTHC;MaLinhVuc;TenLinhVuc;MaThanhPhanHoSo;TenThanhPhanHoSo
            1.000894;Đăng ký kết hôn;G15-TP02;Hộ tịch;TP01;Giấy khai sinh của hai bên
            1.000894;Đăng ký kết hôn;G15-TP02;Hộ tịch;TP02;Tờ khai
            2.000986;Liên thông;G15-TP02;Hộ tịch;;
            """;

        var (draft, faults) = CatalogueTexts.Read(before, false, ("national.csv", National));

        Assert.Empty(faults.Told);
        var changed = (V1.Procedure)draft!.Texts.Single(text => text.Code == "1.000894").Body!;
        Assert.Equal(["TP01", "TP02"], changed.Components.Select(component => component.Code));
        Assert.Equal("KS", changed.Components[0].Rules.Single().Code);
        Assert.Equal("Hộ tịch", changed.FieldName);
        Assert.Empty(((V1.Procedure)draft.Texts.Single(text => text.Code == "2.000986").Body!).Components);
    }

    [Fact]
    public void Tells_every_fault_of_every_table_at_once_with_its_line()
    {
        var (draft, faults) = CatalogueTexts.Read(
            CatalogueTexts.Nothing,
            false,
            ("procedures.csv", "procedure_code,procedure_name,processing_days\n1.000894,,three\n\nxyz,Tên,1\n"),
            ("rules.csv", "procedure_code,component_code,rule_code,legal_basis,result_type_codes,holder\n"
                + "1.000894,TP09,R1,NĐ,KQ.H17.000001,NOBODY\n"),
            ("other.csv", "a,b\n1,2\n"),
            ("empty.csv", "\n"));

        Assert.Null(draft);
        Assert.Equal(
            [
                ("empty.csv", 1, ""),
                ("other.csv", 1, ""),
                ("procedures.csv", 2, "name"),
                ("procedures.csv", 2, "processing_days"),
                ("procedures.csv", 4, "code"),
                ("rules.csv", 2, "component_code"),
                ("rules.csv", 2, "holder"),
            ],
            faults.Told.Select(fault => (fault.File, fault.Line, fault.Path))
                .OrderBy(fault => fault.File, StringComparer.Ordinal).ThenBy(fault => fault.Line)
                .ThenBy(fault => fault.Path, StringComparer.Ordinal));
    }

    [Fact]
    public void A_cell_may_hold_line_ends_and_the_lines_after_it_are_still_right()
    {
        var (_, faults) = CatalogueTexts.Read(
            CatalogueTexts.Nothing, false,
                ("p.csv", "procedure_code,procedure_name\r\n1.000894,\"a;b\"\r\nx,\"c\r\n,d\"\r\ny,e\r\n"));

        Assert.Equal([3, 5], faults.Told.Where(fault => fault.Path == "code").Select(fault => fault.Line));
    }

    [Fact]
    public void Takes_a_national_export_of_4000_procedures()
    {
        var rows = new StringBuilder("MaTTHC,TenTTHC,MaLinhVuc,TenLinhVuc,MaThanhPhanHoSo,TenThanhPhanHoSo,BatBuoc\n");
        for (var procedure = 0; procedure < 4_000; procedure++)
        {
            for (var component = 1; component <= 1 + (procedure % 9); component++)
            {
                rows.Append(string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"1.{procedure:000000},Thủ tục số {procedure},G15-TP02,Hộ tịch,"
                        + $"TP{component:00},Giấy {component},REQUIRED\n"));
            }
        }

        var catalogue = CatalogueTexts.After(CatalogueTexts.Nothing, ("national.csv", rows.ToString()));

        Assert.Equal(4_000, catalogue.Procedures.Count());
        Assert.Equal(19_990, catalogue.Procedures.Sum(entry => ((V1.Procedure)entry.Body!).Components.Count));
    }
}
