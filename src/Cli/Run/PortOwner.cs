using System.Globalization;

namespace Cli.Run;

/// <summary>Which process listens on a port, as Linux tells it. Elsewhere, and of other users, nobody is
/// found.</summary>
/// <param name="Id">The process.</param>
/// <param name="Command">What it runs.</param>
/// <param name="User">Whose it is; empty: not known.</param>
/// <param name="Folder">Where it was started; empty: not known.</param>
internal sealed record PortOwner(int Id, string Command, string User, string Folder)
{
    private const string Listening = "0A";

    /// <summary>With the words of a language for process, user and where.</summary>
    public string Say(string process, string user, string at) =>
        $"{process} {Id} ({Command}"
            + (User.Length > 0 ? $", {user} {User}" : "")
            + (Folder.Length > 0 ? $", {at} {Folder}" : "") + ")";

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
            return holds ? new PortOwner(id, CommandOf(folder), UserOf(folder), FolderOf(folder)) : null;
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

    /// <summary>By <c>passwd(5)</c>; a user of another source is known by number.</summary>
    private static string UserOf(string folder)
    {
        var number = File.ReadLines(Path.Combine(folder, "status"))
            .FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal))?.Split('\t')[1] ?? "";
        return File.Exists("/etc/passwd")
            ? File.ReadLines("/etc/passwd").Select(line => line.Split(':'))
                .FirstOrDefault(user => user.Length > 2 && user[2] == number)?[0] ?? number
            : number;
    }

    private static string FolderOf(string folder) => new FileInfo(Path.Combine(folder, "cwd")).LinkTarget ?? "";
}
