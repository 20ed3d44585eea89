using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using ResultStore.V1;

namespace ResultStore.Access;

/// <summary>Texts are kept to be read by people later, in terminals and tables: nothing in them may move a cursor,
/// ring, hide or turn the text around it. One rule for every text of the contract, found by the contract's own
/// description.</summary>
internal static class PlainText
{
    private const string Turning = "\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";
    private const string Separating = "\u2028\u2029";

    /// <summary>Fields that hold prose; a line break in any other makes one row of a table look like two.</summary>
    private static readonly HashSet<string> Prose = new(StringComparer.Ordinal)
    {
        "attributes", "legal_basis", "note", "procedure_name", "reason", "result_name", "scope", "summary", "text",
    };

    private static readonly SearchValues<char> NotInProse = SearchValues.Create(
        [.. Turning, .. Separating, .. Controls().Where(letter => letter is not ('\n' or '\r' or '\t'))]);

    private static readonly SearchValues<char> NotInLine = SearchValues.Create(
        [.. Turning, .. Separating, .. Controls()]);

    private static readonly ConcurrentDictionary<MessageDescriptor, FieldDescriptor[]> Fields = [];

    /// <summary>One fault for each text that is not plain. A result's metadata are left out where another message holds
    /// them: <see cref="Validation.MetadataCheck"/> asks for them, so that all their faults come at once.</summary>
    /// <param name="message">As sent.</param>
    /// <param name="path">What the paths of its fields begin with; empty: the fields' own names.</param>
    public static List<FieldFault> Faults(IMessage message, string path = "")
    {
        var faults = new List<FieldFault>();
        Look(message, path.Length == 0 ? "" : $"{path}.", faults);
        return faults;
    }

    /// <summary>Control characters and what overrides the direction of writing are not plain.</summary>
    /// <param name="text">Any.</param>
    /// <param name="lines">Whether it may have line breaks and tabs.</param>
    public static bool Is(string text, bool lines) => !text.AsSpan().ContainsAny(lines ? NotInProse : NotInLine);

    /// <summary>The key of a map as a path may show it.</summary>
    public static string Shown(string key) =>
        string.Concat(key.Take(40).Where(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.'));

    /// <summary>Every call comes through here: paths are put together for what is at fault only.</summary>
    private static void Look(IMessage message, string prefix, List<FieldFault> faults)
    {
        foreach (var field in Fields.GetOrAdd(message.Descriptor, FieldsOf))
        {
            var lines = Prose.Contains(field.Name);
            switch (field.Accessor.GetValue(message))
            {
                case string text when !Is(text, lines):
                    faults.Add(FaultAt($"{prefix}{field.Name}", lines));
                    break;
                case IMessage inner:
                    Look(inner, $"{prefix}{field.Name}.", faults);
                    break;
                case MapField<string, string> map:
                    LookAtEach(map, $"{prefix}{field.Name}", lines, faults);
                    break;
                case IList list:
                    LookAtEach(list, $"{prefix}{field.Name}", lines, faults);
                    break;
            }
        }
    }

    private static void LookAtEach(
        MapField<string, string> map, string path, bool lines, List<FieldFault> faults) => faults.AddRange(
            map.Where(entry => !Is(entry.Key, lines: false) || !Is(entry.Value, lines))
                .Select(entry => FaultAt($"{path}[\"{Shown(entry.Key)}\"]", lines)));

    private static void LookAtEach(IList list, string path, bool lines, List<FieldFault> faults)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is IMessage item)
            {
                Look(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]."), faults);
            }
            else if (list[i] is string text && !Is(text, lines))
            {
                faults.Add(FaultAt(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), lines));
            }
        }
    }

    private static FieldFault FaultAt(string path, bool lines) => new()
    {
        Path = path,
        Reason = FieldReason.Malformed,
        SentenceVi = lines ? "Không được chứa ký tự điều khiển." : "Không được chứa ký tự điều khiển hoặc xuống dòng.",
        SentenceEn = lines
            ? "Control characters are not allowed."
            : "Control characters and line breaks are not allowed.",
    };

    /// <summary>C0, DEL and C1.</summary>
    private static IEnumerable<char> Controls() =>
        Enumerable.Range(0, 0xA0).Select(number => (char)number).Where(char.IsControl);

    private static FieldDescriptor[] FieldsOf(MessageDescriptor message) =>
    [
        .. message.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.String
            || (field.FieldType == FieldType.Message && field.MessageType != ResultMetadata.Descriptor)),
    ];
}
