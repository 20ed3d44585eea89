using Microsoft.Extensions.Options;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;
using Proof.Qr;
using ResultStore.Validation;
using ResultStore.Validation.Anchors;
using SealForm = ResultStore.Storage.SealForm;
using SealLevel = ResultStore.Storage.SealLevel;

namespace ResultStore.Sealing;

/// <summary>Step 5 of a result's life: the QR drawn in the store's own signature field, one revision more, every
/// earlier signature still valid; or a verification sheet where the document may not be changed (frozen.md, 4).
/// </summary>
internal sealed class Sealer(
    KeyRing keys,
    TimestampClient timestamps,
    ClockGuard clockGuard,
    SealLevels levels,
    QrIssuer qr,
    StoreIdentity identity,
    PaperPolicies papers,
    SheetText sheets,
    IOptions<SealingOptions> options)
{
    private const string FieldName = "ResultStoreSeal";

    private static readonly TimeSpan VietnamTime = TimeSpan.FromHours(7);

    /// <param name="document">A document whose signatures passed.</param>
    /// <param name="order">What the seal is to say.</param>
    /// <param name="ct">Ends the wait for a time-stamp.</param>
    /// <exception cref="SealingUnavailableException">Key or time-stamp authority away: nothing was made.</exception>
    /// <exception cref="ClockWrongException">The time-stamp shows that this server's clock is off.</exception>
    public Task<SealedResult> SealAsync(CheckedPdf document, SealOrder order, CancellationToken ct) =>
        SealAsync(document.Document, order, ct);

    /// <summary>Seals a stored document once more: it was judged when it came in, and its bytes are the same.</summary>
    /// <param name="order">Names the stored file as submitted.</param>
    /// <param name="ct">Ends the wait for a time-stamp.</param>
    /// <exception cref="SealingUnavailableException">Key or time-stamp authority away: nothing was made.</exception>
    /// <exception cref="ClockWrongException">The time-stamp shows that this server's clock is off.</exception>
    public Task<SealedResult> SealAgainAsync(SealOrder order, CancellationToken ct) =>
        PdfDocument.TryOpen(order.Submitted.Bytes, PdfLimits.Default, out var document, out _)
            ? SealAsync(document, order, ct)
            : throw new InvalidDataException("A stored document cannot be opened any more.");

    private async Task<SealedResult> SealAsync(UnencryptedPdf document, SealOrder order, CancellationToken ct)
    {
        var key = keys.SealFor(order.Metadata.AgencyCode, order.IssuedAt);
        var paper = papers.Of(order.Metadata.ResultTypeCode);

        // 1. The token: what the QR says, signed apart from the document.
        var token = order.ReservedToken ?? qr.Issue(
            order.Code,
            order.IssuedAt,
            order.Slot,
            DocumentMark.Of(order.Submitted.Sha256, (uint)order.Submitted.Length),
            PublicFields.Of(order.Metadata, paper.PublicFields));

        // 2. Field and picture, by what the strictest of the earlier signatures allows.
        var signature = SignatureOf(order, token) with { Position = paper.Place };
        var (prepared, form) = PadesSigner.Prepare(document, signature) switch
        {
            PrepareOutcome.Prepared ready => (ready.Signature, FormOf(ready.Form, order)),
            PrepareOutcome.SheetNeeded(var reason) => (Sheet(document, order, token, paper, reason), FormOf(reason)),
            PrepareOutcome.Refused refused => throw new InvalidDataException(
                $"A document that was judged cannot be appended to: {refused.Fault}."),
            _ => throw new InvalidOperationException("An unknown end of preparing a seal."),
        };

        // 3. The seal, and a time-stamp over it where an authority is configured.
        // What it begins with was hashed while it came in.
        using var submitted = order.Submitted.Digest();
        var cms = key.Sign(key.Digest == DigestAlgorithm.Sha256
            ? prepared.DigestAfter(submitted)
            : prepared.DigestBy(key.Digest));
        var level = SealLevel.Basic;
        if (levels.Target >= SealLevel.Timed && await StampAsync(cms.SignatureValue, order.Anchors, ct) is { } stamp)
        {
            clockGuard.Compare(stamp);
            cms = cms.WithSignatureTimestamp(stamp.Token.Encoded);
            level = SealLevel.Timed;
        }

        // What is left to the level that was set is appended later: nobody waits for revocation evidence here.
        return new SealedResult(
            prepared.Complete(cms.Encode()), form, token, level, level < levels.Target ? levels.Target : default,
            level < levels.Target ? order.IssuedAt + levels.RaiseWithin : null);
    }

    /// <returns>Null: no authority gave one, and the policy is to go on without.</returns>
    private async Task<Stamp?> StampAsync(
        ReadOnlyMemory<byte> signatureValue, TrustSnapshot anchors, CancellationToken ct)
    {
        try
        {
            return await timestamps.StampDigestAsync(
                timestamps.Digest.Hash(signatureValue.Span), levels.SealsWithoutAuthority, anchors, ct);
        }
        catch (SealingUnavailableException) when (levels.SealsWithoutAuthority)
        {
            return null;
        }
    }

    private static SealForm FormOf(Proof.Pades.SealForm form, SealOrder order) => form switch
    {
        _ when order.ReservedToken is not null => SealForm.ReservedCode,
        Proof.Pades.SealForm.ExistingField => SealForm.ExistingField,
        _ => SealForm.Revision,
    };

    private static SealForm FormOf(SheetReason reason) => reason switch
    {
        SheetReason.NoChangesAllowed => SealForm.SheetAsUnchangeable,
        SheetReason.NoEmptyField => SealForm.SheetForLackOfField,
        SheetReason.NoFreePlace => SealForm.SheetForLackOfPlace,
        _ => throw new InvalidOperationException($"No form for {reason}."),
    };

    private SignatureOptions SignatureOf(SealOrder order, byte[] token) => new()
    {
        SigningTime = order.IssuedAt.ToOffset(VietnamTime),
        FieldName = FieldName,
        Tooltip = $"Mã kết quả {order.Code}",
        Reason = identity.Development
            ? $"Xác nhận lưu kho kết quả TTHC số ({StoreIdentity.DevelopmentMark})"
            : "Xác nhận lưu kho kết quả TTHC số",
        ContentsReserve = options.Value.ContentsReserve,
        Appearance = order.ReservedToken is null ? Picture(order, token) : new SignatureAppearance.Invisible(),
    };

    private SignatureAppearance.QrCode Picture(SealOrder order, byte[] token) =>
        new(qr.SymbolOf(token).ToArray(), order.Code.ToString(), qr.Host)
        {
            Width = options.Value.QrMillimetres,
            Mark = identity.Development ? StoreIdentity.DevelopmentMark : null,
        };

    private PreparedSignature Sheet(
        UnencryptedPdf document, SealOrder order, byte[] token, PaperPolicy paper, SheetReason reason) =>
        VerificationSheet.Prepare(
            document.Bytes,
            new SheetContent
            {
                Address = QrLink.AddressOf(qr.Host),
                FileName = $"{order.Code}-goc.pdf",
                Mark = identity.Development ? StoreIdentity.DevelopmentMark : null,
                Lines = sheets.Lines(order, paper, reason),
            },
            SignatureOf(order, token) with { Appearance = Picture(order, token) });
}
