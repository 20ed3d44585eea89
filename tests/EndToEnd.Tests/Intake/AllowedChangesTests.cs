using System.Globalization;
using System.Text;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Intake;

/// <summary>How far a paper may have changed after it was signed is told of each system at registration.</summary>
[Collection(SharedSite.Name)]
public sealed class AllowedChangesTests(DevelopmentSite site)
{
    private readonly Papers _papers = new(site);

    [Fact]
    public async Task A_form_filled_in_after_signing_is_taken_from_a_system_that_may_and_refused_from_others()
    {
        var filled = Filled(await _papers.SignedByBothAsync(Form()));
        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await PushAsync(filled, site.As("one-stop")));
        Assert.Equal(ErrorReason.ModifiedAfterSigning, Refusals.Of(refused).Reason);
        Assert.Contains("thay đổi sau khi ký", Refusals.Of(refused).SentenceVi, StringComparison.Ordinal);
        Assert.Contains("ô biểu mẫu được điền", Refusals.Of(refused).SentenceVi, StringComparison.Ordinal);

        var added = await RegisterAsync();
        Assert.Equal(AllowedChanges.FormFilling, added.Client.AllowedChanges);
        var caller = new Metadata { { "authorization", $"Bearer {added.ApiKey}" } };
        var taken = await PushAsync(filled, caller);
        Assert.Equal(
            ["FORM_FILLING", "FORM_FILLING"], taken.Report.Signatures.Select(card => card.Modification));
        Assert.Contains("điền", taken.Report.Signatures[1].ChangeSentenceVi, StringComparison.Ordinal);
        await JudgedAsAcceptedAsync(taken.Receipt.Code, filled, caller);
    }

    /// <summary>Whoever looks at the paper later is told what its sender was; of a paper never stored that is not
    /// known.</summary>
    private async Task JudgedAsAcceptedAsync(string code, byte[] submitted, Metadata caller)
    {
        var copy = new IssueCopyRequest
        {
            Code = code,
            Ground = CopyGround.Lost,
            RequestId = "bieu-mau",
            Context = new ReadContext { Purpose = Purpose.OwnRecords, Officer = "kiem-thu" },
        };
        using var copying = site.Reuse.IssueCopy(copy, caller, DevelopmentSite.In(60));
        var further = new MemoryStream();
        while (await copying.ResponseStream.MoveNext(CancellationToken.None))
        {
            copying.ResponseStream.Current.Chunk.WriteTo(further);
        }

        foreach (var file in (byte[][])
            [submitted, await Documents.FetchAsync(site, code, DocumentForm.Sealed, caller), further.ToArray()])
        {
            var known = await Documents.VerifyAsync(site, file, withReport: true);
            Assert.Equal(VerificationState.Valid, known.State);
            Assert.All(known.Report.Signatures, card => Assert.Equal("TOTAL_PASSED", card.Verdict.Indication));
            Assert.Equal("FORM_FILLING", known.Report.Signatures[0].Modification);
        }

        var stranger = await Documents.VerifyAsync(site, Filled(await _papers.SignedByBothAsync(Form())));
        Assert.Equal("INDETERMINATE", stranger.Report.Verdict.Indication);
    }

    private async Task<AddClientResponse> RegisterAsync()
    {
        var request = new AddClientRequest
        {
            Client = new Client
            {
                Id = "forms",
                Name = "Biểu mẫu",
                Roles = { ClientRole.OneStop },
                Agencies = { "*" },
                AllowedChanges = AllowedChanges.FormFilling,
            },
            WithApiKey = true,
        };
        try
        {
            return await site.Administration.AddClientAsync(
                request, site.As("administrator"), DevelopmentSite.In(30));
        }
        catch (RpcException failure) when (failure.StatusCode == StatusCode.Internal)
        {
            throw new InvalidOperationException(site.Store.Output, failure);
        }
    }

    private async Task<SubmitResultResponse> PushAsync(byte[] document, Metadata caller) =>
        await site.Intake.SubmitResultAsync(
            new SubmitResultRequest { Metadata = Papers.Metadata(), Document = ByteString.CopyFrom(document) },
            caller,
            DevelopmentSite.In(60));

    /// <summary>A page with one text field.</summary>
    private static byte[] Form() => Write(
        "%PDF-1.7\n",
        previous: null,
        (1, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>"),
        (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        (3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Annots[4 0 R]>>"),
        (4, "<</Type/Annot/Subtype/Widget/FT/Tx/T(note)/F 4/P 3 0 R/Rect[72 700 300 720]/V()>>"),
        (5, "<</Fields[4 0 R]/DA(/Helv 0 Tf)>>"));

    /// <summary>One revision more, in which somebody wrote into the field.</summary>
    private static byte[] Filled(byte[] form)
    {
        var text = Encoding.Latin1.GetString(form);
        var last = text.LastIndexOf("startxref", StringComparison.Ordinal) + "startxref".Length;
        var previous = int.Parse(text[last..].Split('%')[0], CultureInfo.InvariantCulture);
        return Write(
            text,
            previous,
            (4, "<</Type/Annot/Subtype/Widget/FT/Tx/T(note)/F 4/P 3 0 R/Rect[72 700 300 720]/V(received)>>"));
    }

    private static byte[] Write(string before, int? previous, params (int Number, string Body)[] objects)
    {
        var file = new StringBuilder(before);
        var entries = new StringBuilder(previous is null ? "0 1\n0000000000 65535 f \n" : "");
        foreach (var (number, body) in objects)
        {
            entries.Append(CultureInfo.InvariantCulture, $"{number} 1\n{file.Length:D10} 00000 n \n");
            file.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{body}\nendobj\n");
        }

        var start = file.Length;
        // The second revision counts the objects of the signatures between them, too.
        var chain = previous is null ? "/Size 100" : string.Create(
            CultureInfo.InvariantCulture, $"/Size 200/Prev {previous}");
        file.Append(CultureInfo.InvariantCulture, $"xref\n{entries}trailer\n<</Root 1 0 R{chain}>>\n");
        file.Append(CultureInfo.InvariantCulture, $"startxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }
}
