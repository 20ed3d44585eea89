using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EndToEnd.Tests.CommandLine;
using EndToEnd.Tests.Site;
using Proof.Cms;
using Proof.Pades;
using ResultStore.V1;

namespace EndToEnd.Tests.Road;

/// <summary>A file that a paper on record once was: told as such at every door, never as the paper, and not as one that
/// somebody changed.</summary>
[Collection(SharedSite.Name)]
public sealed class EarlierRevisionTests(DevelopmentSite site)
{
    [Fact]
    public async Task What_was_signed_before_the_last_signature_is_said_to_be_that_at_every_door()
    {
        var papers = new Papers(site);
        var request = await papers.RequestAsync();
        var receipt = await StoredAsync(request);
        var whole = request.Document.ToByteArray();
        var earlier = Documents.WithoutLastRevision(whole);

        var answer = await Documents.VerifyAsync(site, earlier);
        Assert.Equal(
            (VerificationState.Altered, false, StoredForm.EarlierRevision, receipt.Code),
            (answer.State, answer.Genuineness.Genuine, answer.StoredForm, answer.Result.Code));
        Assert.Contains("trước khi một chữ ký nữa được thêm vào", answer.FormSentenceVi, StringComparison.Ordinal);
        Assert.Contains("before a further signature was added", answer.FormSentenceEn, StringComparison.Ordinal);

        var page = await AtThePageAsync(earlier);
        Assert.Equal(
            ("ALTERED", false, "EARLIER_REVISION", answer.FormSentenceVi, answer.FormSentenceEn),
            ((string?)page["state"], (bool)page["genuine"]!["genuine"]!, (string?)page["document"]!["form"],
                (string?)page["document"]!["formSentenceVi"], (string?)page["document"]!["formSentenceEn"]));

        using var scratch = new Scratch();
        var path = await scratch.KeepAsync("earlier.pdf", earlier);
        var (exit, output, error) = await Tthc.SayAsync(
            ["verify", path, "--lang", "en", "--verifier", $"http://{site.Addresses.VerifierGrpc}"]);
        Assert.True(exit == 1, output + error);
        Assert.Contains("NOT THE WHOLE PAPER", output, StringComparison.Ordinal);
        Assert.Contains(answer.FormSentenceEn, output, StringComparison.Ordinal);

        // One byte of it changed, or one behind it: what is said of it is no more than that it was altered.
        foreach (var changed in (byte[][])[Changed(earlier), [.. earlier, .. "% more\n"u8]])
        {
            var other = await Documents.VerifyAsync(site, changed);
            Assert.Equal(
                (VerificationState.Altered, StoredForm.Unspecified, ""),
                (other.State, other.StoredForm, other.FormSentenceVi));
        }

        // Signed once more after it was issued: sound, longer than the original, and nothing that the paper ever was.
        var anew = await Documents.VerifyAsync(site, await papers.SignedByOfficerAsync(whole));
        Assert.Equal(
            (VerificationState.Altered, StoredForm.Unspecified, receipt.Code),
            (anew.State, anew.StoredForm, anew.Result.Code));
    }

    [Fact]
    public async Task The_original_is_genuine_and_said_to_lack_the_seal_however_it_was_come_by()
    {
        var request = await new Papers(site).RequestAsync();
        var receipt = await StoredAsync(request);
        var sealedFile = await Documents.FetchAsync(site, receipt.Code, DocumentForm.Sealed);

        var original = await Documents.VerifyAsync(site, sealedFile[..request.Document.Length]);
        Assert.Equal(
            (VerificationState.Valid, true, StoredForm.Submitted),
            (original.State, original.Genuineness.Genuine, original.StoredForm));
        Assert.Contains("chưa có dấu của kho", original.FormSentenceVi, StringComparison.Ordinal);
        Assert.Contains("without the store's seal", original.FormSentenceEn, StringComparison.Ordinal);

        var whole = await Documents.VerifyAsync(site, sealedFile);
        Assert.Equal(
            (VerificationState.Valid, StoredForm.Sealed, ""),
            (whole.State, whole.StoredForm, whole.FormSentenceVi));
        Assert.Equal(StoredForm.Unspecified, (await Documents.VerifyAsync(site, sealedFile[..^200])).StoredForm);
    }

    [Fact]
    public async Task What_is_only_named_like_a_stored_file_is_none()
    {
        var request = await new Papers(site).RequestAsync();
        await StoredAsync(request);

        // The store names what was signed by the SHA-256 of a text that whoever holds the paper can put together.
        var answer = await Documents.VerifyAsync(site, NamingText(request.Document.ToByteArray()));

        Assert.False(answer.Genuineness.Genuine);
        Assert.NotEqual(VerificationState.Valid, answer.State);
        Assert.Equal(StoredForm.Unspecified, answer.StoredForm);
    }

    private static byte[] NamingText(byte[] pdf)
    {
        var context = new ValidationContext(DateTimeOffset.UnixEpoch, []);
        var signature = PadesValidator.Validate(pdf, context).Signatures[^1];
        var range = signature.Range!.Value;
        var start = pdf.AsSpan().LastIndexOf("/Contents<"u8) + "/Contents<".Length;
        var digits = pdf.AsSpan(start, pdf.AsSpan(start).IndexOf((byte)'>'));
        var contents = Convert.FromHexString(System.Text.Encoding.ASCII.GetString(digits));
        Assert.True(SignedData.TryParse(contents, out var cms, out _));
        var behind = start + digits.Length + 1;
        var digest = SHA256.HashData(
            [.. pdf.AsSpan(0, start - 1), .. pdf.AsSpan(behind, (int)range.End - behind)]);
        byte[] text = [.. "resultstore-signed-v1\0"u8, .. digest, .. cms.SignedAttributes.Span];
        Assert.Equal(signature.ContentName.ToArray(), SHA256.HashData(text));
        return text;
    }

    private static byte[] Changed(byte[] pdf)
    {
        var changed = (byte[])pdf.Clone();
        changed[Papers.AnInnocentByte(changed)] ^= 1;
        return changed;
    }

    private async Task<Receipt> StoredAsync(SubmitResultRequest request) =>
        (await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60))).Receipt;

    private async Task<JsonNode> AtThePageAsync(byte[] file)
    {
        using var http = new HttpClient();
        using var content = new ByteArrayContent(file);
        using var response = await http.PostAsync(new Uri($"{site.PageAddress}/api/v1/documents"), content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
