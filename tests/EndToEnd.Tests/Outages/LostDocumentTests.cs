using System.Security.Cryptography;
using EndToEnd.Tests.Site;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Outages;

/// <summary>What a reader hears where a stored file is gone from the disk.</summary>
[Collection(SharedSite.Name)]
public sealed class LostDocumentTests(DevelopmentSite site)
{
    [Fact]
    public async Task A_file_that_is_gone_is_told_as_lost_until_a_copy_is_back()
    {
        var request = await new Papers(site).RequestAsync();
        var submitted = request.Document.ToByteArray();
        var answer = await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60));
        var (code, name) = (answer.Receipt.Code, Convert.ToHexStringLower(SHA256.HashData(submitted)));
        var path = Path.Combine(site.Data, "documents", name[..2], name);
        var copy = Path.Combine(site.Data, $"{name}.copy");
        File.Move(path, copy);
        try
        {
            var lost = await Assert.ThrowsAsync<RpcException>(
                () => Documents.FetchAsync(site, code, DocumentForm.Submitted));

            var refusal = Refusals.Of(lost);
            Assert.Equal((StatusCode.DataLoss, ErrorReason.DocumentLost), (lost.StatusCode, refusal.Reason));
            Assert.False(refusal.RetryHelps);
            await site.Store.SaysAsync(name);
        }
        finally
        {
            File.Move(copy, path);
        }

        Assert.Equal(submitted, await Documents.FetchAsync(site, code, DocumentForm.Submitted));
    }
}
