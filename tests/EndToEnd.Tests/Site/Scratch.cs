namespace EndToEnd.Tests.Site;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class Scratch : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("resultstore-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public async Task<string> KeepAsync(string name, byte[] bytes)
    {
        await File.WriteAllBytesAsync(this[name], bytes);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
