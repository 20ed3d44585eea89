using Proof.Qr;
using ResultStore.Storage;

namespace ResultStore.Sealing;

/// <summary>Follows replacements to the result that stands at the end, so that no reader has to.</summary>
internal sealed class SuccessorChain(CodeIssuer codes, ResultTable results)
{
    /// <summary>Longer chains are a fault or a joke; the reader then gets the last one followed.</summary>
    private const int MostSteps = 32;

    /// <returns>The code at the end; null where the result is not replaced.</returns>
    public async ValueTask<byte[]?> EndAsync(ResultRow row, CancellationToken ct)
    {
        byte[]? end = null;
        for (var step = 0; step < MostSteps && row.SuccessorCode is { } next; step++)
        {
            end = next;
            if (!ResultCode.TryFromBytes(next, out var code)
                || await results.FindByCodeAsync(codes.BucketOf(code), next, ct) is not { } successor)
            {
                break;
            }

            row = successor;
        }

        return end;
    }
}
