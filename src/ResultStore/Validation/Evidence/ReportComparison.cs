using System.Collections;
using System.Collections.Frozen;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ResultStore.V1;

namespace ResultStore.Validation.Evidence;

/// <summary>Where two reports differ in what they say; how they word it does not count.</summary>
internal static class ReportComparison
{
    /// <summary>Fields that the first reports did not have: nothing in them is no word against what is said now.
    /// </summary>
    private static readonly FrozenSet<string> ToldSinceLater =
        FrozenSet.Create(StringComparer.Ordinal, "changes", "revocation", "revocation_as_of_unix_ms",
            "revoked_since_unix_ms", "signature_policy", "invalid_from_unix_ms",
            "revocation_reason", "revocation_due_unix_ms", "algorithm_until_unix_ms");

    /// <summary>Warnings that the first reports did not have, likewise.</summary>
    private static readonly FrozenSet<string> WarnedSinceLater =
        FrozenSet.Create(
            StringComparer.Ordinal, "CLAIMED_TIME_BEFORE_CERTIFICATE", ReportWriter.InvalidBeforeSignature);

    public static IReadOnlyList<VerdictDifference> Between(SignatureReport kept, SignatureReport now)
    {
        var found = new List<VerdictDifference>();
        Compare("", kept, now, found);
        return found;
    }

    private static void Compare(string path, IMessage? kept, IMessage? now, List<VerdictDifference> found)
    {
        if (kept is null || now is null)
        {
            Note(path, kept is null ? "" : "present", now is null ? "" : "present", found);
            return;
        }

        foreach (var field in kept.Descriptor.Fields.InFieldNumberOrder().Where(Counts))
        {
            var at = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            var (one, other) = (field.Accessor.GetValue(kept), field.Accessor.GetValue(now));
            if (ToldSinceLater.Contains(field.Name) && TextOf(one) is ("" or "0" or "Unspecified"))
            {
                continue;
            }

            if (field.IsRepeated)
            {
                CompareAll(at, (IList)one, WithoutLaterWarnings((IList)one, (IList)other), found);
            }
            else if (field.FieldType == FieldType.Message)
            {
                Compare(at, (IMessage?)one, (IMessage?)other, found);
            }
            else
            {
                Note(at, TextOf(one), TextOf(other), found);
            }
        }
    }

    private static void CompareAll(string path, IList kept, IList now, List<VerdictDifference> found)
    {
        for (var i = 0; i < Math.Max(kept.Count, now.Count); i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            var one = i < kept.Count ? kept[i] : null;
            var other = i < now.Count ? now[i] : null;
            if ((one ?? other) is IMessage)
            {
                Compare(at, (IMessage?)one, (IMessage?)other, found);
            }
            else
            {
                Note(at, TextOf(one), TextOf(other), found);
            }
        }
    }

    private static List<object?> WithoutLaterWarnings(IList kept, IList now) =>
    [
        .. now.Cast<object?>().Where(each =>
            each is not string warning || !WarnedSinceLater.Contains(warning) || kept.Contains(each)),
    ];

    private static bool Counts(FieldDescriptor field) => !field.Name.Contains("sentence_", StringComparison.Ordinal);

    private static void Note(string path, string kept, string now, List<VerdictDifference> found)
    {
        if (!string.Equals(kept, now, StringComparison.Ordinal))
        {
            found.Add(new VerdictDifference { Path = path, Kept = kept, Now = now });
        }
    }

    private static string TextOf(object? value) => value switch
    {
        null => "",
        ByteString bytes => Convert.ToHexStringLower(bytes.Span),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
