using System.Globalization;
using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>References inside one object, with the path that leads to each.</summary>
internal static class References
{
    public static string Join(string path, string key) => path + "/" + key;

    public static string Join(string path, int index) => path + "/#" + index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Adds the numbers of all objects that a value refers to.</summary>
    public static void Collect(PdfObject value, HashSet<int> targets)
    {
        switch (value)
        {
            case PdfReference reference:
                targets.Add(reference.Number);
                break;
            case PdfArray array:
                foreach (var item in array.Items)
                {
                    Collect(item, targets);
                }

                break;
            case PdfStream stream:
                Collect(stream.Dictionary, targets);
                break;
            case PdfDictionary dictionary:
                foreach (var (_, entry) in dictionary.Entries)
                {
                    Collect(entry, targets);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>The paths by which a value refers to an object: keys after slashes, array items after
    /// <c>/#</c>.</summary>
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
