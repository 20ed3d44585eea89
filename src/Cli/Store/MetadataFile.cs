using System.Text.Json;
using Cli.Terminal;
using Google.Protobuf;
using ResultStore.V1;

namespace Cli.Store;

/// <summary>Metadata of a result as a JSON file; field names as in the proto.</summary>
internal static class MetadataFile
{
    /// <exception cref="InvalidDataException">No such JSON: the message says where.</exception>
    public static ResultMetadata Read(string path, Language language)
    {
        var text = File.ReadAllText(path);
        try
        {
            using var wellFormed = JsonDocument.Parse(text);
            return JsonParser.Default.Parse<ResultMetadata>(text);
        }
        catch (JsonException fault)
        {
            var (line, column) = (fault.LineNumber + 1, fault.BytePositionInLine + 1);
            throw new InvalidDataException(
                language.Say(
                    $"{path}: không phải JSON đúng, ở dòng {line}, cột {column}",
                    $"{path}: no proper JSON, at line {line}, column {column}"),
                fault);
        }
        catch (Exception fault) when (fault is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new InvalidDataException(
                language.Say(
                    $"{path}: có trường không thuộc siêu dữ liệu, hoặc giá trị sai kiểu ({fault.Message})",
                    $"{path}: a field is none of the metadata's, or a value is of another type ({fault.Message})"),
                fault);
        }
    }
}
