using System.Collections;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ResultStore.V1;

namespace ResultStore.Catalogue.Import;

/// <summary>Reads a <see cref="CatalogueFile"/> from JSON by its proto's descriptors; goes on after a fault.</summary>
internal static class JsonCatalogue
{
    public static CatalogueFile Read(string fileName, ReadOnlySpan<byte> utf8, ImportFaults faults)
    {
        var file = new CatalogueFile();
        try
        {
            var root = JsonPiece.Parse(WithoutMark(utf8));
            Fill(file, root, new Place(fileName, root.Line, ""), faults);
        }
        catch (JsonException exception)
        {
            faults.Add(
                new Place(fileName, (int)(exception.LineNumber ?? 0) + 1, exception.Path ?? ""),
                FieldReason.Malformed,
                "Tệp không phải là JSON hợp lệ.",
                $"The file is not JSON: {exception.Message}");
        }

        return file;
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> utf8) =>
        utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;

    private static void Fill(IMessage message, JsonPiece piece, Place place, ImportFaults faults)
    {
        faults.Stands(message, place);
        if (piece.Kind != JsonTokenType.StartObject)
        {
            WrongForm(faults, place, "đối tượng { }", "an object { }");
            return;
        }

        var seen = new HashSet<int>();
        foreach (var (name, value) in piece.Members)
        {
            var at = new Place(place.File, value.Line, place.Path.Length == 0 ? name : $"{place.Path}.{name}");
            var field = message.Descriptor.FindFieldByName(name)
                ?? message.Descriptor.Fields.InDeclarationOrder().FirstOrDefault(field => field.JsonName == name);
            if (field is null)
            {
                faults.Add(at, FieldReason.UnknownValue, "Không có trường nào tên như vậy.",
                    "There is no field of this name.");
            }
            else if (!seen.Add(field.FieldNumber))
            {
                faults.Add(at, FieldReason.Contradicts, "Trường bị lặp lại.", "The field stands here twice.");
            }
            else
            {
                faults.Stands(message, field.Name, value.Line);
                Set(message, field, value, at, faults);
            }
        }
    }

    private static void Set(IMessage message, FieldDescriptor field, JsonPiece piece, Place place, ImportFaults faults)
    {
        if (piece.Kind == JsonTokenType.Null)
        {
            return;
        }

        if (!field.IsRepeated)
        {
            if (Value(field, piece, place, faults) is { } value)
            {
                field.Accessor.SetValue(message, value);
            }

            return;
        }

        if (piece.Kind != JsonTokenType.StartArray)
        {
            WrongForm(faults, place, "danh sách [ ]", "a list [ ]");
            return;
        }

        var list = (IList)field.Accessor.GetValue(message);
        for (var i = 0; i < piece.Items.Count; i++)
        {
            var item = piece.Items[i];
            var at = new Place(place.File, item.Line,
                string.Create(CultureInfo.InvariantCulture, $"{place.Path}[{i}]"));
            if (Value(field, item, at, faults) is { } value)
            {
                list.Add(value);
            }
        }
    }

    private static object? Value(FieldDescriptor field, JsonPiece piece, Place place, ImportFaults faults)
    {
        if (field.FieldType == FieldType.Message)
        {
            var inner = field.MessageType.Parser.ParseFrom(ByteString.Empty);
            Fill(inner, piece, place, faults);
            return inner;
        }

        var scalar = piece.Kind
            is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False;
        if (!scalar || (field.FieldType == FieldType.String && piece.Kind != JsonTokenType.String))
        {
            WrongForm(faults, place, "một giá trị", field.FieldType == FieldType.String ? "a text" : "a value");
            return null;
        }

        return FieldText.Parse(field, piece.Text, place, faults);
    }

    private static void WrongForm(ImportFaults faults, Place place, string vietnamese, string english) =>
        faults.Add(place, FieldReason.Malformed, $"Ở đây phải là {vietnamese}.", $"This has to be {english}.");
}
