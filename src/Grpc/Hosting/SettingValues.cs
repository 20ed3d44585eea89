using System.ComponentModel;
using System.Reflection;

namespace ResultStore.GrpcHosting;

/// <summary>What a setting may be, by the type of the property that it fills.</summary>
internal static class SettingValues
{
    /// <summary>Settings of a class, with the type of each: what can be set, and lists that can be added to.</summary>
    public static IEnumerable<KeyValuePair<string, Type>> NamesOf(Type options) => options
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(each => each.GetIndexParameters().Length == 0
            && (each.CanWrite || ElementOf(each.PropertyType) is not null))
        .Select(each => KeyValuePair.Create(each.Name, each.PropertyType));

    public static bool IsSimple(Type type) =>
        type == typeof(string)
        || (ElementOf(type) is null && TypeDescriptor.GetConverter(Bare(type)).CanConvertFrom(typeof(string)));

    /// <returns>Of what a list or table is made; null: it is none.</returns>
    public static Type? ElementOf(Type type) =>
        type == typeof(string) ? null
        : type.IsArray ? type.GetElementType()
        : type.IsGenericType && typeof(System.Collections.IEnumerable).IsAssignableFrom(type)
            ? type.GetGenericArguments()[^1]
            : null;

    public static bool IsOne(string value, Type type)
    {
        if (value.Length == 0 && Bare(type) != type)
        {
            return true;
        }

        try
        {
            return TypeDescriptor.GetConverter(Bare(type)).ConvertFromInvariantString(value) is not null;
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or NotSupportedException
            or OverflowException or InvalidCastException)
        {
            return false;
        }
    }

    /// <summary>What would do, in words.</summary>
    public static string Kind(Type type) => Bare(type) switch
    {
        { IsEnum: true } names => Any(Enum.GetNames(names)),
        var plain when plain == typeof(bool) => "true or false",
        var plain when plain == typeof(TimeSpan) => "a time such as 00:00:30",
        var plain when plain == typeof(double) => "a number such as 30 or 27.5",
        var plain when plain == typeof(string) => "a text",
        _ => "a whole number",
    };

    private static string Any(string[] names) =>
        names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}";

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
