using Proof;
using Proof.Pades;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Tests.Intake;

public sealed class RefusalReasonTests
{
    [Theory]
    [InlineData(SubIndication.SignedDataNotFound, ValidationDetail.NoSignature, ErrorReason.NotSigned)]
    [InlineData(SubIndication.ChainConstraintsFailure, ValidationDetail.KeyUsage, ErrorReason.SignatureNotAccepted)]
    [InlineData(
        SubIndication.ChainConstraintsFailure, ValidationDetail.ExtendedKeyUsage, ErrorReason.SignatureNotAccepted)]
    [InlineData(SubIndication.ChainConstraintsFailure, ValidationDetail.ChainInvalid, ErrorReason.SignerUntrusted)]
    [InlineData(SubIndication.NoCertificateChainFound, ValidationDetail.Untrusted, ErrorReason.SignerUntrusted)]
    public void A_reason_says_what_the_verdict_is_about(
        SubIndication why, ValidationDetail detail, ErrorReason reason) =>
        Assert.Equal(reason, RefusalReasons.Of(
            new ValidationReport(Indication.Indeterminate, why, detail, 1, [], [], DocumentWarnings.None),
            acceptsUnprovedTime: false)?.Reason);

    [Theory]
    [InlineData(SubIndication.NoCertificateChainFound, ErrorReason.SignatureNotAccepted)]
    [InlineData(SubIndication.RevokedNoPoe, ErrorReason.SignatureNotAccepted)]
    [InlineData(SubIndication.OutOfBoundsNoPoe, ErrorReason.SignatureNotAccepted)]
    [InlineData(SubIndication.CryptoConstraintsFailureNoPoe, ErrorReason.AlgorithmNotAccepted)]
    [InlineData(SubIndication.TryLater, ErrorReason.RevocationUnknown)]
    public void Of_a_time_stamp_no_reason_is_given_that_tells_of_a_signer(SubIndication why, ErrorReason reason)
    {
        var signature = new Proof.Pades.SignatureReport("Signature1", 1, 2, "ETSI.CAdES.detached")
        {
            Indication = Indication.TotalPassed,
            SubIndication = SubIndication.None,
            Detail = ValidationDetail.None,
        };
        var stamp = new Proof.Pades.SignatureReport("Stamp1", 2, 2, "ETSI.RFC3161")
        {
            Indication = Indication.Indeterminate,
            SubIndication = why,
            Detail = ValidationDetail.TimestampInvalid,
            IsDocumentTimestamp = true,
        };

        var fault = RefusalReasons.Of(
            new ValidationReport(
                Indication.TotalPassed, SubIndication.None, ValidationDetail.None, 2, [signature, stamp], [],
                DocumentWarnings.DocumentTimestampUnusable),
            acceptsUnprovedTime: false);

        Assert.Equal(new DocumentFault(reason, 1), fault);
    }
}
