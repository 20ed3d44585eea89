using System.Globalization;

namespace Cli.Run;

/// <summary>
/// Holds a data folder for one <c>tthc run</c> at a time. The lock is the kernel's and ends with the process, however
/// that ends; the number beside it tells others whom to ask.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private const string LockName = "run.lock";
    private const string NumberName = "run.pid";

    private readonly FileStream _lock;
    private readonly string _number;

    private RunLock(FileStream held, string data)
    {
        _lock = held;
        _number = Path.Combine(data, NumberName);
        LeftBehind = File.Exists(_number);
        File.WriteAllText(_number, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
    }

    /// <summary>Whether the last run was killed, so that its servers may be ending still.</summary>
    public bool LeftBehind { get; }

    /// <returns>Null where another process has it.</returns>
    public static RunLock? TryTake(string data)
    {
        try
        {
            return new RunLock(
                new FileStream(
                    Path.Combine(data, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None),
                data);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Who has it; empty where that cannot be told.</summary>
    public static string HolderOf(string data)
    {
        try
        {
            return File.ReadAllText(Path.Combine(data, NumberName)).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }

    public void Dispose()
    {
        File.Delete(_number);
        _lock.Dispose();
    }
}
