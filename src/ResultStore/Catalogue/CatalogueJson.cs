using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ResultStore.Catalogue.Import;
using ResultStore.V1;

namespace ResultStore.Catalogue;

/// <summary>Writes a catalogue as the JSON that an import reads: entries by code, what is not said left out.</summary>
internal static class CatalogueJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static CatalogueFile FileOf(CatalogueDay catalogue)
    {
        var file = new CatalogueFile();
        foreach (var entry in catalogue.Entries.OrderBy(entry => entry.Code, StringComparer.Ordinal))
        {
            switch (entry.Body)
            {
                case V1.Procedure procedure:
                    file.Procedures.Add(procedure);
                    break;
                case ResultType type:
                    file.ResultTypes.Add(type);
                    break;
                case Agency agency:
                    file.Agencies.Add(agency);
                    break;
                case AgencySuccession succession:
                    file.Successions.Add(succession);
                    break;
            }
        }

        return file;
    }

    public static void Write(CatalogueFile file, Stream output)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        Write(writer, file);
        writer.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter writer, IMessage message)
    {
        writer.WriteStartObject();
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(message);
            if (field.IsRepeated && value is IList { Count: > 0 } list)
            {
                writer.WriteStartArray(field.Name);
                foreach (var item in list)
                {
                    WriteValue(writer, field, item);
                }

                writer.WriteEndArray();
            }
            else if (!field.IsRepeated && IsSaid(field, value))
            {
                writer.WritePropertyName(field.Name);
                WriteValue(writer, field, value);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, FieldDescriptor field, object value)
    {
        switch (value)
        {
            case IMessage inner:
                Write(writer, inner);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            default:
                writer.WriteStringValue(FieldText.Of(field, value));
                break;
        }
    }

    private static bool IsSaid(FieldDescriptor field, object? value) => field.FieldType switch
    {
        FieldType.String => value is string { Length: > 0 },
        FieldType.Enum => (int)value! != 0,
        FieldType.Int32 => value is not 0,
        _ => value is not null,
    };
}
