using Google.Protobuf;
using ResultStore.Tests.Intake;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Tests.Validation;

public sealed class MetadataCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Takes_metadata_in_which_everything_is_right()
    {
        var faults = new FieldFaults();

        var draft = MetadataCheck.Check(SampleMetadata.Permit(), Now, faults);

        Assert.Empty(faults.All);
        Assert.NotNull(draft);
        Assert.Equal("H17.15", draft.Agency.Canonical);
    }

    [Fact]
    public void Names_every_wrong_field_at_once()
    {
        var metadata = SampleMetadata.Permit();
        metadata.DossierCode = "000.00.15.H17-261305-0012";
        metadata.ProcedureCode = "";
        metadata.ResultNumber = new string('x', 101);
        metadata.IssuedOn = "2026-02-30";
        metadata.AgencyCode = "Z99";
        metadata.Holders[0].Id = "12345";
        metadata.Holders.Add(new Holder { Kind = HolderKind.Organisation, Id = "0400123456", Name = "" });
        metadata.Attributes["bad\u0001"] = "x";

        var paths = Faults(metadata).Select(fault => (fault.Path, fault.Reason));

        Assert.Equal(
            [
                ("metadata.agency_code", FieldReason.Malformed),
                ("metadata.attributes[\"bad\"]", FieldReason.Malformed),
                ("metadata.dossier_code", FieldReason.Malformed),
                ("metadata.holders[0].id", FieldReason.Malformed),
                ("metadata.holders[1].name", FieldReason.Missing),
                ("metadata.issued_on", FieldReason.Malformed),
                ("metadata.procedure_code", FieldReason.Missing),
                ("metadata.result_number", FieldReason.TooLong),
            ],
            paths.Order());
    }

    [Fact]
    public void Every_fault_has_a_sentence_in_both_languages()
    {
        var faults = Faults(new ResultMetadata());

        Assert.NotEmpty(faults);
        Assert.All(faults, fault => Assert.True(fault.SentenceVi.Length > 10 && fault.SentenceEn.Length > 10));
    }

    [Theory]
    [InlineData("2026-02-30", "no such day")]
    [InlineData("30/02/2026", "yyyy-mm-dd")]
    public void A_day_that_does_not_exist_is_told_from_one_written_otherwise(string day, string told)
    {
        var metadata = SampleMetadata.Permit();
        metadata.IssuedOn = day;

        Assert.Contains(told, Assert.Single(Faults(metadata)).SentenceEn, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("h17.15", "capitals")]
    [InlineData("000.00.15.h17", "capitals")]
    [InlineData("17.15", "malformed")]
    public void An_agency_in_small_letters_is_told_to_write_capitals(string agency, string told)
    {
        var metadata = SampleMetadata.Permit();
        metadata.AgencyCode = agency;

        Assert.Contains(told, Assert.Single(Faults(metadata)).SentenceEn, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HolderKind.Person, "12 digits")]
    [InlineData(HolderKind.Organisation, "10 digits")]
    [InlineData(HolderKind.Foreigner, "KOR:M12345678")]
    [InlineData(HolderKind.Agency, "H17.15")]
    public void A_malformed_id_is_told_the_form_of_its_kind_and_not_repeated(HolderKind kind, string told)
    {
        var metadata = SampleMetadata.Permit();
        (metadata.Holders[0].Kind, metadata.Holders[0].Id) = (kind, "987654321/x");

        var fault = Assert.Single(Faults(metadata));

        Assert.Contains(told, fault.SentenceEn, StringComparison.Ordinal);
        Assert.DoesNotContain("987654321", fault.SentenceVi + fault.SentenceEn, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-02", "", "metadata.issued_on")]
    [InlineData("2026-02-01", "2026-01-31", "metadata.valid_until")]
    public void Dates_that_contradict_are_named(string issuedOn, string validUntil, string path)
    {
        var metadata = SampleMetadata.Permit();
        (metadata.IssuedOn, metadata.ValidUntil) = (issuedOn, validUntil);

        var fault = Assert.Single(Faults(metadata));

        Assert.Equal((path, FieldReason.Contradicts), (fault.Path, fault.Reason));
    }

    [Fact]
    public void A_day_that_has_begun_in_Vietnam_does_not_lie_ahead()
    {
        var metadata = SampleMetadata.Permit();
        metadata.IssuedOn = "2026-03-02";
        var faults = new FieldFaults();

        MetadataCheck.Check(metadata, new DateTimeOffset(2026, 3, 1, 17, 30, 0, TimeSpan.Zero), faults);

        Assert.Empty(faults.All);
    }

    [Theory]
    [InlineData(HolderKind.Foreigner, "kor:m12345678", true)]
    [InlineData(HolderKind.Foreigner, "KR:M12345678", false)] // a second spelling of one holder would be another holder
    [InlineData(HolderKind.Foreigner, "M12345678", false)]
    [InlineData(HolderKind.Person, "048090001234", true)]
    [InlineData(HolderKind.Person, "201234567", true)]
    [InlineData(HolderKind.Person, "2012345678", false)]
    [InlineData(HolderKind.Organisation, "0400123456-001", true)]
    [InlineData(HolderKind.Organisation, "0400123456001", false)]
    [InlineData(HolderKind.Agency, "000.00.15.H17", true)]
    [InlineData(HolderKind.Other, "HS-77/2026", true)]
    public void An_id_has_the_form_that_the_contract_gives_its_kind(HolderKind kind, string id, bool taken)
    {
        var metadata = SampleMetadata.Permit();
        (metadata.Holders[0].Kind, metadata.Holders[0].Id) = (kind, id);
        var faults = new FieldFaults();

        MetadataCheck.Check(metadata, Now, faults);

        Assert.Equal(taken ? [] : ["metadata.holders[0].id"], faults.All.Select(fault => fault.Path));
    }

    [Fact]
    public void A_converted_paper_says_who_converted_it_and_when()
    {
        var metadata = SampleMetadata.Permit();
        metadata.ValueClass = ValueClass.Converted;

        Assert.Equal("metadata.conversion", Assert.Single(Faults(metadata)).Path);
    }

    [Fact]
    public void White_space_agency_form_and_order_of_attributes_make_no_difference()
    {
        var one = SampleMetadata.Permit();
        var other = SampleMetadata.Permit();
        (one.AgencyCode, other.AgencyCode) = ("000.00.15.H17", "H17.15 ");
        one.Attributes.Add("a", "1");
        one.Attributes.Add("b", "2");
        other.Attributes.Add("b", "2");
        other.Attributes.Add("a", "1");

        var (first, second) = (Draft(one), Draft(other));

        Assert.Equal(first.ToByteArray(), second.ToByteArray());
        Assert.Empty(MetadataDifference.Between(first, second));
    }

    [Fact]
    public void A_difference_names_its_fields()
    {
        var other = SampleMetadata.Permit();
        other.Summary = "Khác";
        other.Holders[0].Name = "Trần Thị Bình";

        var paths = MetadataDifference.Between(SampleMetadata.Permit(), other).Select(fault => fault.Path);

        Assert.Equal(["metadata.holders", "metadata.summary"], paths);
    }

    private static ResultMetadata Draft(ResultMetadata metadata) =>
        MetadataCheck.Check(metadata, Now, new FieldFaults())!.Metadata;

    private static IReadOnlyList<FieldFault> Faults(ResultMetadata metadata)
    {
        var faults = new FieldFaults();
        Assert.Null(MetadataCheck.Check(metadata, Now, faults));
        return faults.All;
    }
}
