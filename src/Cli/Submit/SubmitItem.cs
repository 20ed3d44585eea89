using System.Security.Cryptography;
using System.Text;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Submit;

/// <summary>One signed PDF with the metadata beside it.</summary>
internal sealed record SubmitItem(string Name, string PdfPath, string MetadataPath, long Length, Language Language)
{
    /// <summary>The items of a file or folder, by name. A PDF without metadata is an item whose reading
    /// fails.</summary>
    /// <exception cref="FileNotFoundException">A file that the command line names is not there.</exception>
    public static IReadOnlyList<SubmitItem> Find(string path, string? metadata, Language language)
    {
        if (metadata is not null && !File.Exists(metadata))
        {
            throw new FileNotFoundException(
                language.Say($"'{metadata}': không có tệp này.", $"'{metadata}': no such file."), metadata);
        }

        if (File.Exists(path))
        {
            return [Of(Path.GetFileName(path), path, metadata ?? Beside(path), language)];
        }

        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*.pdf", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(pdf => Of(Path.GetRelativePath(path, pdf), pdf, Beside(pdf), language))]
            : throw new FileNotFoundException(
                language.Say($"'{path}': không có tệp hay thư mục này.", $"'{path}': no such file or folder."), path);
    }

    /// <summary>Reads the metadata; field names as in the proto.</summary>
    /// <exception cref="InvalidDataException">Not there, or no such JSON: the message says where.</exception>
    public ResultMetadata ReadMetadata()
    {
        if (!File.Exists(MetadataPath))
        {
            throw new InvalidDataException(Language.Say(
                $"{MetadataPath}: không có; siêu dữ liệu của một PDF là tệp .json cùng tên bên cạnh",
                $"{MetadataPath}: not found; the metadata of a PDF stand beside it, as .json"));
        }

        return MetadataFile.Read(MetadataPath, Language);
    }

    /// <summary>
    /// What this push is known by in the resume state: another PDF, metadata or store makes it another push.
    /// </summary>
    public async Task<string> FingerprintAsync(string store, byte[] pdfSha256, CancellationToken ct)
    {
        var metadata = SHA256.HashData(await File.ReadAllBytesAsync(MetadataPath, ct));
        var all = Encoding.UTF8.GetBytes(
            $"{store}\n{Convert.ToHexString(pdfSha256)}\n{Convert.ToHexString(metadata)}");
        return Convert.ToHexStringLower(SHA256.HashData(all));
    }

    public async Task<byte[]> HashAsync(CancellationToken ct)
    {
        await using var file = File.OpenRead(PdfPath);
        return await SHA256.HashDataAsync(file, ct);
    }

    private static SubmitItem Of(string name, string pdf, string metadata, Language language) =>
        new(name, pdf, metadata, new FileInfo(pdf).Length, language);

    private static string Beside(string pdf) => Path.ChangeExtension(pdf, ".json");
}
