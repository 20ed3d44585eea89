using System.Globalization;
using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>References inside one object, and the paths that lead to them.</summary>
/// <remarks>A path is keys after slashes, array items after <c>/#</c>; what could be taken for either is escaped within
/// a key.</remarks>
internal static class References
{
    // An object under one of these keys, or an entry of a dictionary under one of them, belongs to a page's looks.
    private static readonly HashSet<string> ResourceKeys =
    [
        "Resources", "XObject", "Font", "ExtGState", "Pattern", "Shading", "ColorSpace", "Properties", "CharProcs",
        "Contents", "AP", "N", "R", "DR", "Colorants",
    ];

    public static string Join(string path, string key) =>
        path + "/" + (key.AsSpan().ContainsAny('/', '#', '%') ? Escape(key) : key);

    public static string Join(string path, int index) => path + "/#" + index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Adds the numbers of all objects that a value refers to, doubled, and one more where the path to it
    /// <see cref="LendsLooks"/>.</summary>
    public static void Collect(PdfObject value, List<uint> targets) =>
        Collect(value, isResource: false, lends: false, targets);

    /// <summary>Every reference of a value.</summary>
    public static IEnumerable<(string Path, int Target)> Paths(PdfObject value) => Walk(value, "");

    /// <summary>The paths by which a value refers to an object.</summary>
    public static IEnumerable<string> PathsTo(PdfObject value, int target)
    {
        switch (value)
        {
            case PdfReference reference:
                return reference.Number == target ? [""] : [];
            case PdfStream stream:
                return PathsTo(stream.Dictionary, target);
            case PdfArray array:
                return Below(array, target);
            case PdfDictionary dictionary:
                return Below(dictionary, target);
            default:
                return [];
        }
    }

    /// <summary>Whether what stands at a path is part of how a page looks, as far as the path alone can tell.</summary>
    public static bool LendsLooks(string path)
    {
        var last = path.LastIndexOf('/');
        return last >= 0 && (IsResourceKey(path.AsSpan(last + 1))
            || (!path.AsSpan(last + 1).StartsWith('#') && IsResourceKey(Above(path, last))));
    }

    /// <summary>Whether the last key of a path names resources or looks.</summary>
    public static bool EndsInLooks(string path) => IsResourceKey(path.AsSpan(path.LastIndexOf('/') + 1));

    /// <summary>The last key of a path, whatever array items follow it; empty if there is none.</summary>
    public static string LastKey(string path)
    {
        while (path.LastIndexOf('/') is >= 0 and var last)
        {
            if (!path.AsSpan(last + 1).StartsWith('#'))
            {
                return path[(last + 1)..];
            }

            path = path[..last];
        }

        return "";
    }

    private static ReadOnlySpan<char> Above(string path, int last) =>
        last == 0 ? [] : path.AsSpan((path.LastIndexOf('/', last - 1) + 1)..last);

    private static bool IsResourceKey(ReadOnlySpan<char> key) =>
        ResourceKeys.GetAlternateLookup<ReadOnlySpan<char>>().Contains(key);

    private static string Escape(string key) => key
        .Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal)
        .Replace("#", "%23", StringComparison.Ordinal);

    // The same rule as LendsLooks, without making the paths.
    private static void Collect(PdfObject value, bool isResource, bool lends, List<uint> targets)
    {
        switch (value)
        {
            case PdfReference reference:
                targets.Add(((uint)reference.Number << 1) | (lends ? 1u : 0));
                break;
            case PdfArray array:
                foreach (var item in array.Items)
                {
                    Collect(item, isResource: false, lends: false, targets);
                }

                break;
            case PdfStream stream:
                Collect(stream.Dictionary, isResource, lends, targets);
                break;
            case PdfDictionary dictionary:
                foreach (var (key, entry) in dictionary.Entries)
                {
                    if (Holds(entry))
                    {
                        var names = ResourceKeys.Contains(key);
                        Collect(entry, names, names || isResource, targets);
                    }
                }

                break;
            default:
                break;
        }
    }

    private static IEnumerable<(string Path, int Target)> Walk(PdfObject value, string path)
    {
        switch (value)
        {
            case PdfReference reference:
                return [(path, reference.Number)];
            case PdfStream stream:
                return Walk(stream.Dictionary, path);
            case PdfArray array:
                return Enumerable.Range(0, array.Items.Count).Where(i => Holds(array.Items[i]))
                    .SelectMany(i => Walk(array.Items[i], Join(path, i)));
            case PdfDictionary dictionary:
                return dictionary.Entries.Where(entry => Holds(entry.Value))
                    .SelectMany(entry => Walk(entry.Value, Join(path, entry.Key)));
            default:
                return [];
        }
    }

    private static bool Holds(PdfObject value) => value is PdfReference or PdfArray or PdfDictionary;

    private static IEnumerable<string> Below(PdfArray array, int target)
    {
        for (var i = 0; i < array.Items.Count; i++)
        {
            foreach (var path in PathsTo(array.Items[i], target))
            {
                yield return Join("", i) + path;
            }
        }
    }

    private static IEnumerable<string> Below(PdfDictionary dictionary, int target)
    {
        foreach (var (key, entry) in dictionary.Entries)
        {
            foreach (var path in PathsTo(entry, target))
            {
                yield return Join("", key) + path;
            }
        }
    }
}
