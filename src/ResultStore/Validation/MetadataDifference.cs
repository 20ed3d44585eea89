using Google.Protobuf;
using Google.Protobuf.Reflection;
using ResultStore.V1;

namespace ResultStore.Validation;

/// <summary>Names the fields in which a second push differs from the first.</summary>
internal static class MetadataDifference
{
    public static IReadOnlyList<FieldFault> Between(ResultMetadata stored, ResultMetadata sent)
    {
        var faults = new FieldFaults();
        foreach (var field in ResultMetadata.Descriptor.Fields.InDeclarationOrder())
        {
            if (!AreSame(field, stored, sent))
            {
                faults.Add(
                    $"metadata.{field.Name}",
                    FieldReason.Differs,
                    "Khác với thông tin đã lưu.",
                    "Differs from what is stored.");
            }
        }

        return faults.All;
    }

    private static bool AreSame(FieldDescriptor field, IMessage stored, IMessage sent) =>
        Equals(field.Accessor.GetValue(stored), field.Accessor.GetValue(sent));
}
