using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ResultStore.V1;

namespace ResultStore.Catalogue.Import;

/// <summary>What differs between two texts of an entry, field by field; parts are told apart by their codes.</summary>
internal static class CatalogueDifference
{
    private const int MostFields = 200;

    public static CatalogueChange Of(EntryKind kind, string code, IMessage? before, IMessage? after)
    {
        var change = new CatalogueChange
        {
            Change = before is null ? ChangeKind.Added : after is null ? ChangeKind.Removed : ChangeKind.Changed,
            Entry = kind,
            Code = code,
            Name = CatalogueEntry.NameOf(after ?? before!),
        };
        if (before is not null && after is not null)
        {
            Compare(before, after, "", change.Fields);
        }

        return change;
    }

    private static void Compare(IMessage? before, IMessage? after, string path, IList<FieldChange> changes)
    {
        foreach (var field in (before ?? after)!.Descriptor.Fields.InDeclarationOrder())
        {
            if (changes.Count >= MostFields)
            {
                return;
            }

            var name = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            if (field is { IsRepeated: true, FieldType: FieldType.Message })
            {
                CompareParts(Parts(before, field), Parts(after, field), name, changes);
            }
            else if (field.FieldType == FieldType.Message)
            {
                var (old, now) = (Inner(before, field), Inner(after, field));
                if (!Equals(old, now))
                {
                    Compare(old, now, name, changes);
                }
            }
            else if (Text(before, field) is var old && Text(after, field) is var now && old != now)
            {
                changes.Add(new FieldChange { Path = name, Before = old, After = now });
            }
        }
    }

    private static void CompareParts(
        List<(string Key, IMessage Part)> before, List<(string Key, IMessage Part)> after, string path,
            IList<FieldChange> changes)
    {
        foreach (var key in before.Concat(after).Select(part => part.Key).Distinct())
        {
            var (old, now) = (before.Find(part => part.Key == key).Part, after.Find(part => part.Key == key).Part);
            if (!Equals(old, now))
            {
                Compare(old, now, $"{path}[{key}]", changes);
            }
        }

        var order = before.Select(part => part.Key).Where(key => after.Exists(part => part.Key == key));
        var newOrder = after.Select(part => part.Key).Where(key => before.Exists(part => part.Key == key));
        if (!order.SequenceEqual(newOrder) && changes.Count < MostFields)
        {
            changes.Add(new FieldChange
            {
                Path = path,
                Before = string.Join(", ", order),
                After = string.Join(", ", newOrder),
            });
        }
    }

    /// <summary>Parts without a code are told apart by their place.</summary>
    private static List<(string Key, IMessage Part)> Parts(IMessage? message, FieldDescriptor field)
    {
        var parts = message is null ? [] : ((IList)field.Accessor.GetValue(message)).Cast<IMessage>();
        var code = field.MessageType.FindFieldByName("code");
        return [.. parts.Select((part, index) => (
            code is null ? index.ToString(CultureInfo.InvariantCulture) : (string)code.Accessor.GetValue(part), part))];
    }

    private static IMessage? Inner(IMessage? message, FieldDescriptor field) =>
        message is null ? null : (IMessage?)field.Accessor.GetValue(message);

    private static string Text(IMessage? message, FieldDescriptor field)
    {
        if (message is null)
        {
            return "";
        }

        var value = field.Accessor.GetValue(message);
        if (field.IsRepeated)
        {
            return string.Join(", ", ((IList)value).Cast<object>().Select(item => FieldText.Of(field, item)));
        }

        return value is 0 || (value is Enum && Convert.ToInt32(value, CultureInfo.InvariantCulture) == 0)
            ? ""
            : FieldText.Of(field, value);
    }
}
