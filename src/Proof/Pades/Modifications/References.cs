using System.Globalization;
using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>References inside one object, with the path that leads to each.</summary>
internal static class References
{
    /// <summary>Paths are keys after slashes, array items after <c>/#</c>; lazily built.</summary>
    public static IEnumerable<(Func<string> Path, int Target)> In(PdfObject value) => Walk(value, static () => "");

    public static string Join(string path, string key) => path + "/" + key;

    public static string Join(string path, int index) => path + "/#" + index.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<(Func<string> Path, int Target)> Walk(PdfObject value, Func<string> path)
    {
        switch (value)
        {
            case PdfReference reference:
                yield return (path, reference.Number);
                break;
            case PdfArray array:
                for (var i = 0; i < array.Items.Count; i++)
                {
                    if (array.Items[i] is PdfReference or PdfArray or PdfDictionary)
                    {
                        var index = i;
                        foreach (var found in Walk(array.Items[i], () => Join(path(), index)))
                        {
                            yield return found;
                        }
                    }
                }

                break;
            case PdfStream stream:
                foreach (var found in Walk(stream.Dictionary, path))
                {
                    yield return found;
                }

                break;
            case PdfDictionary dictionary:
                foreach (var (key, entry) in dictionary.Entries)
                {
                    if (entry is PdfReference or PdfArray or PdfDictionary)
                    {
                        foreach (var found in Walk(entry, () => Join(path(), key)))
                        {
                            yield return found;
                        }
                    }
                }

                break;
            default:
                break;
        }
    }
}
