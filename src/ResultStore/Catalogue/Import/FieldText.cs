using System.Globalization;
using Google.Protobuf.Reflection;
using ResultStore.V1;

namespace ResultStore.Catalogue.Import;

/// <summary>A field's value as it is written in files: enum values without their prefix.</summary>
internal static class FieldText
{
    /// <returns>Null where <paramref name="faults"/> got one.</returns>
    public static object? Parse(FieldDescriptor field, string text, Place place, ImportFaults faults)
    {
        var trimmed = text.Trim();
        switch (field.FieldType)
        {
            case FieldType.String:
                return trimmed.Normalize();
            case FieldType.Int32 when int.TryParse(trimmed, NumberStyles.Integer, CultureInfo.InvariantCulture,
                out var number):
                return number;
            case FieldType.Int32:
                faults.Add(place, FieldReason.Malformed, "Ở đây phải là số nguyên.", "This has to be a whole number.");
                return null;
            case FieldType.Enum when FindValue(field.EnumType, trimmed) is { } value:
                return Enum.ToObject(field.EnumType.ClrType, value.Number);
            case FieldType.Enum:
                var known = string.Join(", ", field.EnumType.Values.Where(v => v.Number != 0).Select(Short));
                faults.Add(
                    place,
                    FieldReason.UnknownValue,
                    $"Giá trị không có trong danh mục; các giá trị đúng: {known}.",
                    $"Not one of the values known: {known}.");
                return null;
            default:
                throw new InvalidOperationException($"Fields of type {field.FieldType} are not in catalogue files.");
        }
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public static string Of(FieldDescriptor field, object value) => field.FieldType == FieldType.Enum
        ? field.EnumType.FindValueByNumber((int)value) is { } known ? Short(known)
            : ((int)value).ToString(CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static EnumValueDescriptor? FindValue(EnumDescriptor type, string text)
    {
        var wanted = text.Replace('-', '_').ToUpperInvariant();
        return type.Values.FirstOrDefault(value =>
            value.Number != 0 && (value.Name == wanted || Short(value) == wanted));
    }

    private static string Short(EnumValueDescriptor value)
    {
        var first = value.EnumDescriptor.FindValueByNumber(0).Name;
        return value.Name[(first.Length - "UNSPECIFIED".Length)..];
    }
}
