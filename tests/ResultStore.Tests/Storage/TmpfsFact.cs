using System.ComponentModel;
using System.Diagnostics;

namespace ResultStore.Tests.Storage;

/// <summary>A test that needs a small disk: skipped where this user may not mount one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TmpfsFactAttribute : FactAttribute
{
    private static readonly string? Absent = SmallDisk.TryProbe() ? null : "mounting a tmpfs is not allowed here";

    public TmpfsFactAttribute() => Skip = Absent;
}

/// <summary>A file system of a few megabytes that can be filled up.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("resultstore-disk-");

    public SmallDisk(int megabytes)
    {
        if (!TryRun("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", _folder.FullName))
        {
            throw new InvalidOperationException("mount failed");
        }
    }

    public string Path => _folder.FullName;

    public static bool TryProbe()
    {
        try
        {
            new SmallDisk(1).Dispose();
            return true;
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Takes all the space that is left; the file's disposal gives it back.</summary>
    public IDisposable Fill()
    {
        var ballast = new FileStream(System.IO.Path.Combine(Path, "ballast"), FileMode.Create, FileAccess.Write,
            FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        try
        {
            while (true)
            {
                ballast.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            return ballast;
        }
    }

    public void Dispose()
    {
        TryRun("umount", "-l", _folder.FullName);
        _folder.Delete();
    }

    private static bool TryRun(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
