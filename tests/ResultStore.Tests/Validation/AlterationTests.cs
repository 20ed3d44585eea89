using Proof;
using Proof.Pades;
using ResultStore.Validation;

namespace ResultStore.Tests.Validation;

/// <summary>Who is told that a file was changed, and who is not.</summary>
public sealed class AlterationTests
{
    [Theory]
    [InlineData(ValidationDetail.DigestDiffers)]
    [InlineData(ValidationDetail.SignatureInvalid)]
    [InlineData(ValidationDetail.ModifiedAfterSigning)]
    [InlineData(ValidationDetail.ModificationForbidden)]
    [InlineData(ValidationDetail.ByteRangeGap)]
    [InlineData(ValidationDetail.NotAtRevisionEnd)]
    [InlineData(ValidationDetail.RevisionShared)]
    public void Bytes_or_content_that_are_not_as_signed_are_a_change(ValidationDetail detail) =>
        Assert.True(Alterations.AreIn(Of(Failed(detail))));

    [Theory]
    [InlineData(ValidationDetail.Revoked)]
    [InlineData(ValidationDetail.NotYetValid)]
    [InlineData(ValidationDetail.Expired)]
    [InlineData(ValidationDetail.ContentsMissing)]
    [InlineData(ValidationDetail.ContentsMalformed)]
    [InlineData(ValidationDetail.ByteRangeMalformed)]
    [InlineData(ValidationDetail.TimestampInvalid)]
    public void A_signature_that_was_never_valid_is_none(ValidationDetail detail) =>
        Assert.False(Alterations.AreIn(Of(Failed(detail))));

    [Fact]
    public void A_change_counts_also_behind_a_signature_that_was_never_valid()
    {
        var changed = Failed(ValidationDetail.Revoked) with
        {
            Modification = new ModificationReport(ModificationLevel.Other, false, false, []),
        };
        Assert.True(Alterations.AreIn(Of(changed)));
        Assert.True(Alterations.AreIn(Of(Failed(ValidationDetail.Revoked), Failed(ValidationDetail.DigestDiffers))));
    }

    [Fact]
    public void A_lost_signature_and_bytes_outside_every_revision_are_changes()
    {
        var report = Of(Failed(ValidationDetail.Revoked));
        Assert.True(Alterations.AreIn(report with { Lost = [new LostSignature("a", 1)] }));
        Assert.True(Alterations.AreIn(report with
        {
            Detail = ValidationDetail.BytesOutsideRevisions,
            Signatures = [],
        }));
    }

    [Fact]
    public void What_a_policy_alone_does_not_allow_is_no_proof_of_a_change()
    {
        var noted = Failed(ValidationDetail.ModifiedAfterSigning) with { Indication = Indication.Indeterminate };
        Assert.False(Alterations.AreIn(Of(noted)));
    }

    private static SignatureReport Failed(ValidationDetail detail) =>
        new("Officer", 1, 1, "ETSI.CAdES.detached")
        {
            Indication = Indication.TotalFailed,
            SubIndication = SubIndication.FormatFailure,
            Detail = detail,
            Modification = ModificationReport.None,
        };

    private static ValidationReport Of(params SignatureReport[] cards) => new(
        cards[0].Indication, cards[0].SubIndication, cards[0].Detail, 1, cards, [], DocumentWarnings.None);
}
