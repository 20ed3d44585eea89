using System.Globalization;

namespace Cli.Feed;

/// <summary>How far somebody has read the feed, kept in a file: a run that was broken off goes on where it
/// was.</summary>
/// <param name="path">Null: nothing is kept.</param>
internal sealed class FeedPosition(string? path)
{
    /// <returns>The first event to read; null: nothing is kept yet.</returns>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public long? Next()
    {
        if (path is null || !File.Exists(path))
        {
            return null;
        }

        var text = File.ReadAllText(path).Trim();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var through)
            ? through + 1
            : throw new InvalidDataException($"--position {path}: '{text}'?");
    }

    /// <summary>Everything up to here has been told. Written whole or not at all.</summary>
    public void Keep(long through)
    {
        if (path is null)
        {
            return;
        }

        var pending = path + ".part";
        File.WriteAllText(pending, through.ToString(CultureInfo.InvariantCulture) + "\n");
        File.Move(pending, path, overwrite: true);
    }
}
