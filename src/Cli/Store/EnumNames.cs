using System.Reflection;
using Google.Protobuf.Reflection;

namespace Cli.Store;

/// <summary>Names of enum values as the proto writes them.</summary>
internal static class EnumNames
{
    public static string Of<T>(T value)
        where T : struct, Enum =>
        typeof(T).GetField(value.ToString())?.GetCustomAttribute<OriginalNameAttribute>()?.Name ?? value.ToString();

    /// <summary>The value a proto name stands for, its type's prefix left out: <c>ONE_STOP</c>,
    /// <c>one-stop</c>.</summary>
    public static bool TryParse<T>(string text, string prefix, out T value)
        where T : struct, Enum
    {
        var wanted = prefix + text.Trim().Replace('-', '_').ToUpperInvariant();
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (Of(candidate) == wanted)
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }
}
