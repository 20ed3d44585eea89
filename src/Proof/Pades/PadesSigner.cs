using Proof.Pdf;

namespace Proof.Pades;

/// <summary>How preparing a signature can end.</summary>
public abstract record PrepareOutcome
{
    private PrepareOutcome()
    {
    }

    /// <summary>Ready to be signed.</summary>
    /// <param name="Signature">Gives the digest, takes the CMS.</param>
    /// <param name="Form"><see cref="SealForm.NewField"/> or <see cref="SealForm.ExistingField"/>.</param>
    /// <param name="FieldName">Full name of the field signed.</param>
    public sealed record Prepared(PreparedSignature Signature, SealForm Form, string FieldName) : PrepareOutcome;

    /// <summary>The document must stay as it is: seal a <see cref="VerificationSheet"/> in its place.</summary>
    public sealed record SheetNeeded(SheetReason Reason) : PrepareOutcome;

    /// <summary>Nothing can be appended to this document.</summary>
    public sealed record Refused(PdfFault Fault) : PrepareOutcome;
}

/// <summary>
/// Appends signatures and document time-stamps to a document without touching a byte of it, so that every earlier
/// signature stays as it is. The key is elsewhere: what comes out is a digest to sign and a place for the CMS.
/// </summary>
/// <remarks>ETSI EN 319 142-1, 5 and 6; ISO 32000-1, 7.5.6 and 12.8.</remarks>
public static class PadesSigner
{
    /// <summary>Room for a time-stamp token with its chain, in bytes.</summary>
    public const int TimestampReserve = 12 << 10;

    /// <summary>Prepares a signature of level B-B (or B-T, when the CMS brings its time-stamp).</summary>
    /// <param name="document">Opened; its memory must stay as it is until the signed file is written.</param>
    /// <param name="options">What the signature says and shows.</param>
    /// <exception cref="ArgumentException">Certification is asked for and the document has a signature.</exception>
    public static PrepareOutcome Prepare(UnencryptedPdf document, SignatureOptions options)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Certify is not null && SignatureFinder.Find(document).Count > 0)
        {
            throw new ArgumentException("Only the first signature can certify a document.", nameof(options));
        }

        return SealPlan.For(document, options) switch
        {
            SealPlan.NewField plan => new PrepareOutcome.Prepared(
                Sign(document, options, plan), SealForm.NewField, plan.FieldName),
            SealPlan.ExistingField plan => new PrepareOutcome.Prepared(
                Sign(document, options, plan), SealForm.ExistingField, plan.FieldName),
            SealPlan.VerificationSheet plan => new PrepareOutcome.SheetNeeded(plan.Reason),
            SealPlan.Refused plan => new PrepareOutcome.Refused(plan.Fault),
            _ => throw new InvalidOperationException("A plan of an unknown kind."),
        };
    }

    /// <summary>
    /// Prepares a document time-stamp: every earlier signature and value in the file gets a proof of existence.
    /// </summary>
    /// <param name="document">Opened; its memory must stay as it is until the file is written.</param>
    /// <param name="contentsReserve">Room for the token, in bytes.</param>
    /// <remarks>ETSI EN 319 142-1, 5.4.3. Allowed whatever a certification forbids (ISO 32000-2, 12.8.2.2.2).</remarks>
    public static PrepareOutcome PrepareTimestamp(UnencryptedPdf document, int contentsReserve = TimestampReserve)
    {
        ArgumentNullException.ThrowIfNull(document);
        var plan = SealPlan.ForTimestamp(document);
        if (plan is not SealPlan.NewField field)
        {
            return new PrepareOutcome.Refused(((SealPlan.Refused)plan).Fault);
        }

        var update = new IncrementalUpdate(document);
        var signature = update.Writer.Allocate();
        FieldWriter.Add(update, document, field, signature, tooltip: null, fieldLock: null);
        var hole = SignatureDictionary.WriteTimeStamp(update.Writer, signature, contentsReserve);
        update.End();
        return new PrepareOutcome.Prepared(
            new PreparedSignature([document.Bytes], update.Writer.Out, hole), SealForm.NewField, field.FieldName);
    }

    private static PreparedSignature Sign(UnencryptedPdf document, SignatureOptions options, SealPlan.NewField plan)
    {
        var update = new IncrementalUpdate(document);
        var signature = update.Writer.Allocate();
        FieldWriter.Add(update, document, plan, signature, options.Tooltip, options.Lock);
        if (options.Certify is not null)
        {
            FieldWriter.Certify(update, document, signature);
        }

        var hole = SignatureDictionary.Write(update.Writer, signature, options);
        update.End();
        return new PreparedSignature([document.Bytes], update.Writer.Out, hole);
    }

    private static PreparedSignature Sign(
        UnencryptedPdf document, SignatureOptions options, SealPlan.ExistingField plan)
    {
        var update = new IncrementalUpdate(document);
        var signature = update.Writer.Allocate();
        FieldWriter.Fill(update, document, plan, signature);
        var hole = SignatureDictionary.Write(update.Writer, signature, options with { Lock = plan.Target.Lock });
        update.End();
        return new PreparedSignature([document.Bytes], update.Writer.Out, hole);
    }
}
