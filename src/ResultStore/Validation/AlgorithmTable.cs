using Proof.Cms;

namespace ResultStore.Validation;

/// <summary>The table that <c>Trust:Algorithms</c> names.</summary>
internal static class AlgorithmTable
{
    /// <param name="path">Empty: the built-in table.</param>
    /// <exception cref="InvalidDataException">It cannot be used.</exception>
    public static AlgorithmPolicy Read(string path)
    {
        try
        {
            return path.Length == 0 ? AlgorithmPolicy.BuiltIn : AlgorithmPolicy.Parse(File.ReadAllBytes(path));
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"The algorithm table {path} cannot be used: {fault.Message}", fault);
        }
    }
}
