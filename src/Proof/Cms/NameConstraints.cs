using System.Formats.Asn1;

namespace Proof.Cms;

/// <summary>What names a CA may certify.</summary>
/// <remarks>RFC 5280, 4.2.1.10. Minimum and maximum are unused there and rejected here if given.</remarks>
internal sealed record NameConstraints(IReadOnlyList<GeneralName> Permitted, IReadOnlyList<GeneralName> Excluded)
{
    // Names times subtrees of one certificate, and times their lengths: more is an attack, not an authority.
    private const long MaxComparisons = 1 << 18;
    private const long MaxBytes = 1 << 24;
    private const int StepsPerComparison = 2;
    private const int BytesPerStep = 32;

    internal static NameConstraints Read(AsnReader sequence)
    {
        var permitted = sequence.NextIs(0) ? ReadSubtrees(sequence.ReadSequence(Ber.Context(0, true))) : [];
        var excluded = sequence.NextIs(1) ? ReadSubtrees(sequence.ReadSequence(Ber.Context(1, true))) : [];
        sequence.ThrowIfNotEmpty();
        return new NameConstraints(permitted, excluded);
    }

    /// <summary>Whether every name of <paramref name="certificate"/> may stand under these constraints.</summary>
    /// <param name="certificate">Of a path below.</param>
    /// <param name="spend">Takes the price of comparing.</param>
    internal bool Allow(Certificate certificate, Func<long, bool> spend)
    {
        var names = NamesOf(certificate);
        var trees = Permitted.Count + Excluded.Count;
        var comparisons = (long)names.Count * trees;
        var bytes = (trees * names.Sum(Length)) + (names.Count * (Permitted.Sum(Length) + Excluded.Sum(Length)));
        return comparisons <= MaxComparisons && bytes <= MaxBytes
            && spend((StepsPerComparison * comparisons) + (bytes / BytesPerStep))
            && names.TrueForAll(name => !Excluded.Any(tree => tree.Kind == name.Kind && IsWithin(name, tree) != false)
                && IsPermitted(name));
    }

    private static List<GeneralName> ReadSubtrees(AsnReader list)
    {
        List<GeneralName> trees = [];
        while (list.HasData)
        {
            var subtree = list.ReadSequence();
            trees.Add(GeneralName.Read(subtree));
            if (subtree.HasData && (!subtree.NextIs(0) || subtree.ReadSmall(Ber.Context(0)) != 0 || subtree.HasData))
            {
                throw new AsnContentException();
            }
        }

        return trees;
    }

    private static List<GeneralName> NamesOf(Certificate certificate)
    {
        List<GeneralName> names = [.. certificate.Extended.SubjectAltNames];
        if (!certificate.Subject.IsEmpty)
        {
            names.Add(new GeneralName(NameKind.Directory, certificate.Subject.Encoded, certificate.Subject));
        }

        if (!certificate.Extended.SubjectAltNames.Any(each => each.Kind == NameKind.Email))
        {
            names.AddRange(certificate.Subject.Attributes.Where(each => each.Oid == Oids.EmailAddress).Select(
                each => new GeneralName(NameKind.Email, System.Text.Encoding.Latin1.GetBytes(each.Value), null)));
        }

        return names;
    }

    private bool IsPermitted(GeneralName name)
    {
        var constrained = false;
        foreach (var tree in Permitted)
        {
            if (tree.Kind == name.Kind)
            {
                constrained = true;
                if (IsWithin(name, tree) == true)
                {
                    return true;
                }
            }
        }

        return !constrained;
    }

    /// <returns>null for a kind of name whose constraints nobody here can judge.</returns>
    private static bool? IsWithin(GeneralName name, GeneralName tree) => name.Kind switch
    {
        NameKind.Directory => name.Directory!.IsWithin(tree.Directory!),
        NameKind.Dns => IsHostWithin(name.Text, tree.Text.AsSpan().TrimStart('.')),
        NameKind.Email => IsMailboxWithin(name.Text, tree.Text),
        NameKind.Uri => name.Host.Length > 0 ? IsUriHostWithin(name.Host, tree.Text) : null,
        NameKind.IpAddress => IsAddressWithin(name.Value.Span, tree.Value.Span),
        _ => null,
    };

    private static long Length(GeneralName name) => name.Value.Length;

    /// <summary>A full stop at the end names the root and tells no other host.</summary>
    private static bool? IsHostWithin(ReadOnlySpan<char> host, ReadOnlySpan<char> domain)
    {
        host = host.EndsWith('.') ? host[..^1] : host;
        return host.IsEmpty || host[0] == '.' || host[^1] == '.' ? null
            : domain.IsEmpty || (host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
                && (host.Length == domain.Length || host[^(domain.Length + 1)] == '.'));
    }

    /// <summary>A mailbox, all mailboxes of a host, or of every host below a domain.</summary>
    /// <remarks>RFC 5280, 7.5: the local part is compared exactly. Mail systems do not; what differs by case alone can
    /// be judged by nobody here.</remarks>
    private static bool? IsMailboxWithin(string mailbox, string constraint)
    {
        var at = mailbox.LastIndexOf('@');
        if (at <= 0 || at == mailbox.Length - 1 || !IsLocalPart(mailbox.AsSpan(0, at)))
        {
            return null;
        }

        var host = mailbox[(at + 1)..].TrimEnd('.');
        var name = mailbox[..(at + 1)];
        if (!constraint.Contains('@', StringComparison.Ordinal))
        {
            return IsUriHostWithin(host, constraint);
        }

        return (name + host).Equals(constraint, StringComparison.OrdinalIgnoreCase)
            ? constraint.StartsWith(name, StringComparison.Ordinal) ? true : null
            : false;
    }

    /// <summary>Of a mailbox: @ stands in it only between quotes (RFC 5321, 4.1.2).</summary>
    private static bool IsLocalPart(ReadOnlySpan<char> local) =>
        !local.Contains('@') || (local.Length > 2 && local[0] == '"' && local[^1] == '"');

    /// <summary>A leading period stands for hosts below; without it the host itself is meant.</summary>
    private static bool IsUriHostWithin(string host, string constraint) => constraint.StartsWith('.')
        ? host.EndsWith(constraint, StringComparison.OrdinalIgnoreCase)
        : host.Equals(constraint, StringComparison.OrdinalIgnoreCase);

    private static bool? IsAddressWithin(ReadOnlySpan<byte> address, ReadOnlySpan<byte> range)
    {
        if (range.Length is not (8 or 32) || address.Length is not (4 or 16))
        {
            return null;
        }

        if (range.Length != 2 * address.Length)
        {
            return false;
        }

        for (var i = 0; i < address.Length; i++)
        {
            if (((address[i] ^ range[i]) & range[address.Length + i]) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
