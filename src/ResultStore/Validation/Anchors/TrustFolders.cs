using Proof.Cms;
using Proof.Pades;

namespace ResultStore.Validation.Anchors;

/// <summary>The folders of anchors: what they hold, as one snapshot, and what is wrong with them.</summary>
internal sealed class TrustFolders
{
    private readonly AnchorFolder[] _signers;
    private readonly AnchorFolder[] _timestamps;
    private readonly SunsetDates _dates;

    /// <exception cref="InvalidDataException">A folder cannot be read, or a day is void: the start fails.</exception>
    public TrustFolders(TrustOptions options)
    {
        _dates = new SunsetDates(options.SunsetDates);
        _signers = [.. options.Signers.Select(folder => new AnchorFolder(folder))];
        _timestamps = [.. options.Timestamps.Select(folder => new AnchorFolder(folder))];
        if (VoidDate is { } sha256)
        {
            throw new InvalidDataException(
                $"Trust:SunsetDates: {sha256} is none of the certificates in Trust:Signers, so its day would be void.");
        }
    }

    /// <summary>The digest of no anchor for signers, for which a day is set.</summary>
    public string? VoidDate => _dates.Unused(_signers.SelectMany(each => each.Anchors));

    /// <returns>False: something is being changed just now; look again soon.</returns>
    public bool Look()
    {
        var isSettled = true;
        foreach (var folder in _signers.Concat(_timestamps))
        {
            isSettled &= folder.Look();
        }

        return isSettled;
    }

    /// <summary>As found at the last look.</summary>
    public TrustSnapshot Take() => new(
        [.. _signers.Select(each => new TrustStore(each.Name, each.Anchors) { SunsetOf = _dates.Of })],
        [.. _timestamps.Select(each => new TrustStore(each.Name, each.Anchors))]);

    /// <summary>One line for each certificate that counts: same lines, same trust.</summary>
    public IReadOnlySet<TrustedAnchor> All => _signers.SelectMany(each => Of(each, "signers"))
        .Concat(_timestamps.SelectMany(each => Of(each, "time-stamps"))).ToHashSet();

    /// <summary>What is not as it should be; of a folder that is for signers and time-stamps both, once.</summary>
    public IEnumerable<TrustFault> Faults => _signers.Concat(_timestamps)
        .DistinctBy(each => Path.GetFullPath(Path.TrimEndingDirectorySeparator(each.Path)), StringComparer.Ordinal)
        .SelectMany(FaultsOf);

    private static IEnumerable<TrustedAnchor> Of(AnchorFolder folder, string use) =>
        folder.Anchors.Select(each => new TrustedAnchor(folder.Name, use, each));

    private static IEnumerable<TrustFault> FaultsOf(AnchorFolder folder)
    {
        if (folder.State != FolderState.Read)
        {
            yield return new TrustFault(folder.Path, SentenceOf(folder), true, default);
        }

        foreach (var finding in folder.Findings)
        {
            yield return new TrustFault(
                finding.Path,
                finding.Held > 0
                    ? $"{finding.Fault.En}. What it held before still counts ({finding.Held})"
                    : finding.Fault.En,
                finding.Fault.IsSerious,
                finding.Stamp);
        }
    }

    private static string SentenceOf(AnchorFolder folder) => folder.State == FolderState.Unreadable
        ? $"cannot be read. What was found there before still counts ({folder.Anchors.Count})"
        : $"holds no certificate any more. What was found there before still counts ({folder.Anchors.Count}) until "
            + "there is another; to trust none of it, restart";
}

/// <summary>A certificate that is trusted for something.</summary>
/// <param name="Store">The trust store's name.</param>
/// <param name="Use">For whose chains.</param>
/// <param name="Certificate">The anchor.</param>
internal sealed record TrustedAnchor(string Store, string Use, Certificate Certificate)
{
    public string Sha256 => Convert.ToHexStringLower(Certificate.Sha256.Span);
}
