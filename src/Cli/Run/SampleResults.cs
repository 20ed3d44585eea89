using Cli.Setup;
using Cli.Signing;

namespace Cli.Run;

/// <summary>The sample results of a development store: signed once, then always the same bytes.</summary>
internal sealed class SampleResults(string samples, string data, TimeProvider clock)
{
    /// <returns>The folder of signed samples, each with its metadata beside it.</returns>
    public async Task<string> SignAsync(Uri timeStampAuthority, CancellationToken ct)
    {
        var folder = new PrivateFolder(Path.Combine(data, "samples"));
        using var authority = new TimeStampClient(timeStampAuthority);
        var signer = new DocumentSigner(clock, authority);
        var officer = DevelopmentStore.LoadSigner(data, DevelopmentStore.Officer);
        var agency = DevelopmentStore.LoadSigner(data, DevelopmentStore.Agency);
        var pdfs = Directory.Exists(samples) ? Directory.EnumerateFiles(samples, "*.pdf") : [];
        foreach (var pdf in pdfs.Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(pdf);
            var metadata = Path.ChangeExtension(name, ".json");
            if (folder.Has(name) || !File.Exists(Path.Combine(samples, metadata)))
            {
                continue;
            }

            var signed = await File.ReadAllBytesAsync(pdf, ct);
            signed = await signer.SignAsync(signed, officer, DevelopmentStore.Officer, ct);
            signed = await signer.SignAsync(signed, agency, DevelopmentStore.Agency, ct);
            folder.Write(metadata, await File.ReadAllTextAsync(Path.Combine(samples, metadata), ct));
            folder.Write(name, signed);
        }

        return folder.Path;
    }
}
