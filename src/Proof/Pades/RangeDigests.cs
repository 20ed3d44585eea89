using Proof.Cms;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>Digests of many nested signed ranges from one pass over the file for each algorithm.</summary>
/// <remarks>
/// A later range covers an earlier one whole, its gap included. So one running digest goes over the file; where a gap
/// begins it is forked, and the fork takes what stands between the gap and the end of that range: a cross-reference.
/// </remarks>
internal sealed class RangeDigests(ReadOnlyMemory<byte> file)
{
    private readonly Dictionary<(DigestAlgorithm, SignedRange), byte[]> _digests = [];

    /// <summary>Computes the digests of <paramref name="ranges"/>; the algorithm has to be available.</summary>
    /// <returns>Whether the budget sufficed.</returns>
    public bool TryCompute(DigestAlgorithm algorithm, IEnumerable<SignedRange> ranges, PdfBudget budget)
    {
        var ordered = ranges.Distinct().OrderBy(range => range.GapStart).ToList();
        using var running = algorithm.CreateIncremental();
        if (!running.CanFork)
        {
            foreach (var range in ordered)
            {
                if (!budget.Spend(range.End / algorithm.BytesPerStep))
                {
                    return false;
                }

                _digests[(algorithm, range)] = Alone(algorithm, range);
            }

            return true;
        }

        var position = 0;
        if (!budget.Spend(
            (ordered[^1].GapStart + ordered.Sum(range => (long)range.End - range.GapEnd)) / algorithm.BytesPerStep))
        {
            return false;
        }

        foreach (var range in ordered)
        {
            running.Append(file.Span[position..range.GapStart]);
            position = range.GapStart;
            if (range == ordered[^1])
            {
                running.Append(file.Span[range.GapEnd..range.End]);
                _digests[(algorithm, range)] = running.Current();
                break;
            }

            using var fork = running.Fork();
            fork.Append(file.Span[range.GapEnd..range.End]);
            _digests[(algorithm, range)] = fork.Current();
        }

        return true;
    }

    public byte[] this[DigestAlgorithm algorithm, SignedRange range] => _digests[(algorithm, range)];

    private byte[] Alone(DigestAlgorithm algorithm, SignedRange range)
    {
        using var digest = algorithm.CreateIncremental();
        digest.Append(file.Span[..range.GapStart]);
        digest.Append(file.Span[range.GapEnd..range.End]);
        return digest.Current();
    }
}
