using Cli.Setup;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using Proof.Pades;
using Proof.Pdf;
using ResultStore.V1;

namespace EndToEnd.Tests.Intake;

/// <summary>One signed paper is one result, whatever is put behind it or taken from its end: else what is decided about
/// the first would leave a second one standing.</summary>
[Collection(SharedSite.Name)]
public sealed class SamePaperTests(DevelopmentSite site)
{
    private readonly Papers _papers = new(site);

    private byte[] Officer => DevelopmentStore.LoadSigner(site.Data, DevelopmentStore.Officer).Chain[0];

    private byte[] Agency => DevelopmentStore.LoadSigner(site.Data, DevelopmentStore.Agency).Chain[0];

    [Fact]
    public async Task A_stored_file_becomes_no_other_result_by_a_signature_put_behind_it()
    {
        var first = await _papers.SignedByBothAsync(Papers.Unsigned());
        var code = await StoredAsync(first);

        foreach (var stored in (byte[][])[first, await Documents.FetchAsync(site, code, DocumentForm.Sealed)])
        {
            await MustBeKnownAsync(await _papers.SignedByBothAsync(stored), code);
        }
    }

    [Fact]
    public async Task Nor_does_what_it_was_before_its_last_signature_or_without_its_evidence_or_with_other_evidence()
    {
        var signed = await _papers.SignedByBothAsync(Papers.Unsigned());
        var proved = WithEvidence(signed, Officer);
        var code = await StoredAsync(proved);

        await MustBeKnownAsync(signed, code);
        await MustBeKnownAsync(WithEvidence(signed, Agency), code);
        await MustBeKnownAsync(WithEvidence(proved, Agency), code);

        // Who verifies one of them learns that it is not the file on record, and which one is.
        var known = await Documents.VerifyAsync(site, signed);
        Assert.Equal((VerificationState.Altered, code), (known.State, known.Result.Code));
        Assert.False(known.Genuineness.Genuine);
        Assert.Equal(VerificationState.Valid, (await Documents.VerifyAsync(site, proved)).State);

        // What one more agency signs, before or after, is another paper.
        var early = await _papers.SignedByBothAsync(Papers.Unsigned());
        var late = await _papers.SignedByOfficerAsync(early);
        var lateCode = await StoredAsync(late);
        await MustBeKnownAsync(early, lateCode);
        Assert.NotEqual(lateCode, await StoredAsync(await _papers.SignedByOfficerAsync(early)));
    }

    [Fact]
    public async Task Nor_does_one_whose_signature_is_written_otherwise()
    {
        // No signature covers how it is itself written down: digits of the other case break none.
        var signed = await _papers.SignedByBothAsync(Papers.Unsigned());
        var code = await StoredAsync(signed);
        var other = WithDigitsOfTheOtherCase(signed);

        await MustBeKnownAsync(other, code);
        await MustBeKnownAsync(await _papers.SignedByOfficerAsync(other), code);
        var known = await Documents.VerifyAsync(site, other);
        Assert.Equal((VerificationState.Altered, code), (known.State, known.Result.Code));
    }

    [Fact]
    public async Task Of_two_forms_of_one_paper_pushed_at_once_one_is_stored()
    {
        for (var turn = 0; turn < 5; turn++)
        {
            var signed = await _papers.SignedByBothAsync(Papers.Unsigned());
            var codes = await Task.WhenAll(
                TryAsync(signed),
                TryAsync(WithEvidence(signed, Officer)),
                TryAsync(WithEvidence(signed, Agency)));

            Assert.Single(codes, code => code is not null);
        }
    }

    /// <summary>In the contents of the last signature.</summary>
    private static byte[] WithDigitsOfTheOtherCase(byte[] signed)
    {
        const int CaseBit = 0x20;
        var other = (byte[])signed.Clone();
        var start = other.AsSpan().LastIndexOf("/Contents<"u8) + "/Contents<".Length;
        foreach (ref var digit in other.AsSpan(start, other.AsSpan(start).IndexOf((byte)'>')))
        {
            digit = char.IsAsciiLetter((char)digit) ? (byte)(digit ^ CaseBit) : digit;
        }

        return other;
    }

    /// <summary>The document with a security store that holds a certificate.</summary>
    private static byte[] WithEvidence(byte[] signed, byte[] certificate)
    {
        Assert.True(PdfDocument.TryOpen(signed, PdfLimits.Default, out var document, out _));
        var evidence = new SignatureEvidence(FieldName: null) { Certificates = [certificate] };
        return SecurityStoreWriter.Append(document, [evidence], DateTimeOffset.UnixEpoch, out _)!.ToArray();
    }

    private async Task<string> StoredAsync(byte[] document) => (await PushAsync(document)).Receipt.Code;

    private async Task<string?> TryAsync(byte[] document)
    {
        try
        {
            return await StoredAsync(document);
        }
        catch (RpcException refused) when (Refusals.Of(refused).Reason == ErrorReason.DocumentAlreadyStored)
        {
            return null;
        }
    }

    private async Task MustBeKnownAsync(byte[] document, string code)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => PushAsync(document));
        var refusal = Refusals.Of(refused);
        Assert.Equal((ErrorReason.DocumentAlreadyStored, code), (refusal.Reason, refusal.ExistingCode));
    }

    private async Task<SubmitResultResponse> PushAsync(byte[] document) => await site.Intake.SubmitResultAsync(
        new SubmitResultRequest { Metadata = Papers.Metadata(), Document = ByteString.CopyFrom(document) },
        site.As("one-stop"),
        DevelopmentSite.In(60));
}
