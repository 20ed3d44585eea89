namespace Cli.Terminal;

/// <summary>What was asked for cannot be, in both languages; <see cref="Verb"/> tells the one that is read.</summary>
/// <param name="vi">Vietnamese.</param>
/// <param name="en">English, the message.</param>
internal sealed class SaidException(string vi, string en) : Exception(en)
{
    public string Vi { get; } = vi;
}
