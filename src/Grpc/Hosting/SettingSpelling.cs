namespace ResultStore.GrpcHosting;

/// <summary>Which of the known names somebody may have meant.</summary>
internal static class SettingSpelling
{
    /// <returns>It, and by how many letters it differs.</returns>
    public static (string Name, int Edits) Nearest(string given, IEnumerable<string> known) => known
        .Select(name => (Name: name, Edits: Edits(given.ToUpperInvariant(), name.ToUpperInvariant())))
        .OrderBy(each => each.Edits).ThenBy(each => each.Name, StringComparer.Ordinal)
        .FirstOrDefault(("", int.MaxValue));

    /// <summary>Levenshtein's distance: letters put in, left out or exchanged.</summary>
    private static int Edits(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
