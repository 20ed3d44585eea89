namespace Cli.Terminal;

/// <summary>What every command ends with; scripts may rely on these numbers.</summary>
internal static class ExitCode
{
    /// <summary>Done, or the answer is yes.</summary>
    public const int Done = 0;

    /// <summary>The store refused, the answer is no, or doctor found a fault.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong, or a file it names is not there.</summary>
    public const int Usage = 2;

    /// <summary>The store cannot be reached or asks to come back later: the same command may succeed then.</summary>
    public const int Unavailable = 3;

    /// <summary>The store does not know the caller, or does not allow it this.</summary>
    public const int NotAllowed = 4;

    /// <summary>A fault of tthc or of the store.</summary>
    public const int Fault = 5;

    /// <summary>A store of this data folder runs already.</summary>
    public const int AlreadyRunning = 6;

    /// <summary>Another program has a port that is needed.</summary>
    public const int PortTaken = 7;

    /// <summary>Broken off by Ctrl-C, as shells count it: 128 and the signal's number.</summary>
    public const int Interrupted = 130;

    /// <summary>What programs are told as the reason where the store gave none of its own.</summary>
    public static string NameOf(int exit) => exit switch
    {
        Refused => "REFUSED",
        Usage => "USAGE",
        Unavailable => "UNAVAILABLE",
        NotAllowed => "NOT_ALLOWED",
        AlreadyRunning => "ALREADY_RUNNING",
        PortTaken => "PORT_TAKEN",
        _ => "FAULT",
    };
}
