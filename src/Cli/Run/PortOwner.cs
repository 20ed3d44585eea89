using System.Globalization;

namespace Cli.Run;

/// <summary>Which process listens on a port, as Linux tells it. Elsewhere, and of other users, nobody is
/// found.</summary>
internal sealed record PortOwner(int Id, string Command)
{
    private const string Listening = "0A";

    public static PortOwner? Find(int port)
    {
        try
        {
            var sockets = ((string[])["/proc/net/tcp", "/proc/net/tcp6"]).Where(File.Exists)
                .SelectMany(table => SocketsOf(table, port))
                .ToHashSet();
            return sockets.Count == 0
                ? null
                : Directory.EnumerateDirectories("/proc").Select(folder => Holding(folder, sockets))
                    .FirstOrDefault(owner => owner is not null);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Lines of <c>proc_net_tcp(5)</c>: number, local and remote address, state, ..., inode.</summary>
    private static IEnumerable<string> SocketsOf(string table, int port)
    {
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (var line in File.ReadLines(table).Skip(1))
        {
            var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length > 9 && columns[3] == Listening
                && columns[1].EndsWith(suffix, StringComparison.Ordinal))
            {
                yield return $"socket:[{columns[9]}]";
            }
        }
    }

    private static PortOwner? Holding(string folder, HashSet<string> sockets)
    {
        if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        try
        {
            var holds = Directory.EnumerateFiles(Path.Combine(folder, "fd"))
                .Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
            return holds ? new PortOwner(id, CommandOf(folder)) : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null; // ended meanwhile, or another user's
        }
    }

    /// <summary>Program and first argument without their folders: <c>dotnet ResultStore.dll</c>.</summary>
    private static string CommandOf(string folder) => string.Join(
        ' ',
        File.ReadAllText(Path.Combine(folder, "cmdline"))
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Take(2)
            .Select(Path.GetFileName));
}
