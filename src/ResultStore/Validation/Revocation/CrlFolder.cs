using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Proof.Cms;
using ResultStore.Validation.Anchors;

namespace ResultStore.Validation.Revocation;

/// <summary>
/// Revocation lists that an operator puts into a folder: for authorities that cannot be asked. What a list said is
/// given up for one reason alone: its file is gone, or holds another. A file or folder that cannot be read, and one
/// that is empty now, changes nothing.
/// </summary>
internal sealed class CrlFolder(
    IOptions<RevocationOptions> options, TimeProvider clock, ILogger<CrlFolder> logger)
{
    private const int MostFiles = 1_024;

    private readonly Lock _lock = new();
    private SortedDictionary<string, Entry> _read = new(StringComparer.Ordinal);
    private volatile Lists _lists = new([], [], DateTimeOffset.MinValue);

    /// <summary>What is not as it should be, and may leave out a revocation.</summary>
    public IReadOnlyList<TrustFault> Faults => [.. _lists.Faults.Where(each => each.IsSerious)];

    /// <summary>The lists of an issuer, and those that speak for other issuers too.</summary>
    public IReadOnlyList<Crl> Of(DistinguishedName issuer)
    {
        Refresh();
        return [.. _lists.All.Where(each => each.IsIndirect || each.Issuer.Equals(issuer))];
    }

    /// <summary>Looks at the folder where that is due.</summary>
    public void Refresh()
    {
        if (options.Value.CrlFolder.Length > 0 && _lists.LookAgainAt <= clock.GetUtcNow())
        {
            lock (_lock)
            {
                if (_lists.LookAgainAt <= clock.GetUtcNow())
                {
                    var found = Look();
                    Tell(found.Faults);
                    _lists = found;
                }
            }
        }
    }

    /// <summary>Reads a list, DER or PEM.</summary>
    internal static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Crl? crl)
    {
        crl = null;
        if (bytes.Length == 0 || bytes.Span[0] == 0x30)
        {
            return Crl.TryParse(bytes, out crl);
        }

        var text = Encoding.ASCII.GetString(bytes.Span);
        return PemEncoding.TryFind(text, out var fields)
            && text.AsSpan(fields.Label) is "X509 CRL"
            && Crl.TryParse(Convert.FromBase64String(text[fields.Base64Data]), out crl);
    }

    private Lists Look()
    {
        var folder = options.Value.CrlFolder;
        var again = clock.GetUtcNow().AddSeconds(options.Value.CrlFolderSeconds);
        SortedDictionary<string, Entry> read = new(StringComparer.Ordinal);
        try
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles()
                .Where(each => !each.Name.StartsWith('.')).OrderBy(each => each.Name, StringComparer.Ordinal)
                .Take(MostFiles))
            {
                var stamp = FileStamp.Of(file.FullName);
                var was = _read.GetValueOrDefault(file.Name);
                read[file.Name] = was is not null && was.Stamp == stamp && was.Wrong != Entry.Unreadable
                    ? was
                    : ReadFile(file.FullName, stamp, was);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new Lists(_lists.All, [Whole("cannot be read")], again);
        }

        if (_lists.All.Count > 0 && read.Values.All(each => each.Crl is null))
        {
            return new Lists(
                _lists.All,
                [Whole("holds no list any more"), .. read.SelectMany(each => FaultsOf(folder, each.Key, each.Value))],
                again);
        }

        if (!read.SequenceEqual(_read))
        {
            logger.ListsRead(
                read.Values.Count(each => each.Crl is not null), read.Values.Count(each => each.Wrong.Length > 0));
        }

        _read = read;
        return new Lists(
            [.. read.Values.Select(each => each.Crl).OfType<Crl>()],
            [.. read.SelectMany(each => FaultsOf(folder, each.Key, each.Value))],
            again);

        TrustFault Whole(string wrong) => new(
            folder,
            _lists.All.Count == 0 ? wrong : $"{wrong}. The lists found there before still count ({_lists.All.Count})",
            true,
            default);
    }

    /// <summary>A file that never was a list leaves out nothing: it is only worth a word.</summary>
    private static IEnumerable<TrustFault> FaultsOf(string folder, string name, Entry entry) => entry.Wrong.Length == 0
        ? []
        :
        [
            new TrustFault(
                Path.Combine(folder, name),
                entry.Crl is null ? entry.Wrong : $"{entry.Wrong}. The list that it held before still counts",
                entry.Crl is not null || entry.Wrong == Entry.Unreadable,
                entry.Stamp),
        ];

    private Entry ReadFile(string path, FileStamp stamp, Entry? was)
    {
        try
        {
            var most = options.Value.MaxListBytes;
            var wrong = !stamp.IsFile ? "is no file, or a link that leads to none"
                : stamp.Length == 0 ? "is empty"
                : stamp.Length > most ? $"is larger than Revocation:MaxListBytes ({most})"
                : "";
            if (wrong.Length == 0 && TryRead(File.ReadAllBytes(path), out var crl))
            {
                crl.Prepare();
                return new Entry(stamp, crl, "");
            }

            return new Entry(
                stamp, was?.Crl, wrong.Length > 0 ? wrong : "is no revocation list in DER or PEM, or not whole");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new Entry(stamp, was?.Crl, Entry.Unreadable);
        }
    }

    /// <summary>Each once, until it is another.</summary>
    private void Tell(IReadOnlyList<TrustFault> faults)
    {
        foreach (var fault in faults.Except(_lists.Faults))
        {
            if (fault.IsSerious)
            {
                logger.ListsNotRead(fault.Path, fault.Sentence);
            }
            else
            {
                logger.NoList(fault.Path, fault.Sentence);
            }
        }
    }

    /// <param name="Stamp">Of what was read.</param>
    /// <param name="Crl">What counts: where something is wrong, what the file held before.</param>
    /// <param name="Wrong">What is; empty: nothing.</param>
    private sealed record Entry(FileStamp Stamp, Crl? Crl, string Wrong)
    {
        public const string Unreadable = "cannot be read: look at its owner, its mode and the disk";
    }

    private sealed record Lists(
        IReadOnlyList<Crl> All, IReadOnlyList<TrustFault> Faults, DateTimeOffset LookAgainAt);
}
