using Microsoft.Extensions.Configuration;
using Proof;
using Proof.Pades;
using ResultStore.Intake;
using ResultStore.Validation;
using ErrorReason = ResultStore.V1.ErrorReason;
using SignerKind = ResultStore.V1.SignerKind;

namespace ResultStore.Tests.Intake;

public sealed class RequiredSignersTests
{
    private static readonly ValidationReport Unsigned = new(
        Indication.TotalPassed, SubIndication.None, ValidationDetail.None, 1, [], [], DocumentWarnings.None);

    [Fact]
    public void Asks_for_a_person_and_an_agency_where_nothing_is_set()
    {
        var options = Bind();

        Assert.Equal([SignerKind.Person, SignerKind.Agency], SignaturePolicy.Missing(Unsigned, options.Required));
    }

    [Fact]
    public void Asks_only_for_whom_the_settings_name()
    {
        Assert.Equal([SignerKind.Person], SignaturePolicy.Missing(Unsigned, Bind("person").Required));
        Assert.Equal([SignerKind.Agency], SignaturePolicy.Missing(Unsigned, Bind("agency").Required));
    }

    [Fact]
    public void Refuses_settings_that_name_anyone_else() =>
        Assert.Contains(
            nameof(IntakeOptions.RequiredSigners),
            new IntakeOptionsValidator().Validate(null, Bind("person", "notary")).FailureMessage,
            StringComparison.Ordinal);

    [Fact]
    public void Refuses_an_encrypted_document_whatever_its_signatures_say()
    {
        foreach (var verdict in new[]
        {
            ValidationDetail.None, ValidationDetail.NoSignature, ValidationDetail.NeedsRepair,
        })
        {
            Assert.Equal(
                ErrorReason.DocumentEncrypted,
                RefusalReasons.Of(
                    Unsigned with { Detail = verdict, Warnings = DocumentWarnings.Encrypted },
                    acceptsUnprovedTime: false)?.Reason);
        }

        Assert.Equal(
            ErrorReason.DocumentEncrypted,
            RefusalReasons.Of(
                Unsigned with { Detail = ValidationDetail.Encrypted }, acceptsUnprovedTime: false)?.Reason);
    }

    private static IntakeOptions Bind(params string[] signers) => new ConfigurationBuilder()
        .AddInMemoryCollection(signers.Select((word, i) =>
            new KeyValuePair<string, string?>($"Intake:RequiredSigners:{i}", word)))
        .Build().GetSection("Intake").Get<IntakeOptions>() ?? new IntakeOptions();
}
