using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Proof.Cms;

namespace ResultStore.Validation.Revocation;

/// <summary>Revocation lists that an operator puts into a folder: for authorities that cannot be asked.</summary>
internal sealed class CrlFolder(
    IOptions<RevocationOptions> options, TimeProvider clock, ILogger<CrlFolder> logger)
{
    private const int MostFiles = 1_024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (DateTime Written, Crl? Crl)> _read = [];
    private volatile Lists _lists = new([], DateTimeOffset.MinValue);

    /// <summary>The lists of an issuer, and those that speak for other issuers too.</summary>
    public IReadOnlyList<Crl> Of(DistinguishedName issuer)
    {
        if (options.Value.CrlFolder.Length == 0)
        {
            return [];
        }

        var lists = _lists;
        if (lists.LookAgainAt <= clock.GetUtcNow())
        {
            lock (_lock)
            {
                lists = _lists.LookAgainAt <= clock.GetUtcNow() ? _lists = Look() : _lists;
            }
        }

        return [.. lists.All.Where(each => each.IsIndirect || each.Issuer.Equals(issuer))];
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
        var again = clock.GetUtcNow().AddSeconds(options.Value.CrlFolderSeconds);
        try
        {
            var files = Directory.EnumerateFiles(options.Value.CrlFolder).Take(MostFiles).ToList();
            var changed = 0;
            foreach (var file in files)
            {
                var written = File.GetLastWriteTimeUtc(file);
                if (!_read.TryGetValue(file, out var known) || known.Written != written)
                {
                    _read[file] = (written, ReadFile(file));
                    changed++;
                }
            }

            foreach (var gone in _read.Keys.Except(files).ToList())
            {
                _read.Remove(gone);
                changed++;
            }

            if (changed > 0)
            {
                logger.ListsRead(_read.Values.Count(each => each.Crl is not null),
                    _read.Values.Count(each => each.Crl is null));
            }

            return new Lists([.. _read.Values.Select(each => each.Crl).OfType<Crl>()], again);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            logger.ListsNotRead(fault.GetType().Name);
            return _lists with { LookAgainAt = again };
        }
    }

    private Crl? ReadFile(string file) =>
        new FileInfo(file).Length <= options.Value.MaxListBytes && TryRead(File.ReadAllBytes(file), out var crl)
            ? crl
            : null;

    private sealed record Lists(IReadOnlyList<Crl> All, DateTimeOffset LookAgainAt);
}
