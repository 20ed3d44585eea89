using Proof;
using Proof.Pades;
using ResultStore.Storage;
using ResultStore.Validation;
using SealForm = ResultStore.Storage.SealForm;

namespace ResultStore.Sealing;

/// <summary>Judges a sealed file before it is stored: the seal intact, and no earlier signature worse off.</summary>
internal sealed class SealProof(DocumentJudge judge, StoreIdentity identity)
{
    /// <param name="sealedFile">The whole file, as it would be stored.</param>
    /// <param name="before">The verdict on what was submitted.</param>
    /// <param name="form">How it was sealed.</param>
    /// <exception cref="InvalidDataException">It must not be stored: a fault of the sealing, not of the sender.
    /// </exception>
    public void Check(ReadOnlyMemory<byte> sealedFile, ValidationReport before, SealForm form) =>
        Check(judge.Judge(sealedFile, acceptsUnprovedTime: true), before, form);

    /// <summary>The same for a verdict that rests on evidence from outside the document: both are judged with it.
    /// </summary>
    /// <inheritdoc cref="Check(ReadOnlyMemory{byte}, ValidationReport, SealForm)"/>
    public void Check(ReadOnlyMemory<byte> sealedFile, Judgement before, SealForm form) =>
        Check(PadesValidator.Validate(sealedFile, before.Context), before.Report, form);

    private void Check(ValidationReport after, ValidationReport before, SealForm form)
    {
        var earlier = form.IsSheet ? [] : before.Signatures;
        if (after.Signatures.Count != earlier.Count + 1 || after.Lost.Count > 0)
        {
            throw new InvalidDataException(
                $"Sealing lost a signature: {earlier.Count} before, {after.Signatures.Count} after ({after.Detail}).");
        }

        for (var i = 0; i < earlier.Count; i++)
        {
            if (after.Signatures[i].Indication != earlier[i].Indication)
            {
                throw new InvalidDataException(
                    $"Sealing changed the verdict on an earlier signature to {after.Signatures[i].Detail}.");
            }
        }

        var seal = after.Signatures[^1];
        if (seal.Integrity != Integrity.Intact
            || seal.Scope != SignatureScope.WholeFile
            || !(seal.Signer is { } signer && identity.IsSeal(signer.Certificate.Sha256.Span)))
        {
            throw new InvalidDataException($"The seal itself does not stand: {seal.Detail}.");
        }

        if (seal.Timestamps.FirstOrDefault(stamp => !Stands(stamp)) is { } weak)
        {
            throw new InvalidDataException($"The seal's time-stamp does not stand: {weak.Detail}.");
        }
    }

    // What intake gathered is about the signers: of the time-stamp's authority no answer was asked for, which a policy
    // that asks for one reads as a gap.
    private static bool Stands(TimestampReport stamp) =>
        stamp.Indication == Indication.TotalPassed
        || stamp.SubIndication is SubIndication.TryLater or SubIndication.RevocationOutOfBoundsNoPoe;
}
