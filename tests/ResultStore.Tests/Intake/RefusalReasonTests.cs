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
        Assert.Equal(reason, RefusalReasons.Of(new ValidationReport(
            Indication.Indeterminate, why, detail, 1, [], [], DocumentWarnings.None)));
}
