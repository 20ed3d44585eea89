using Google.Protobuf.Reflection;
using ResultStore.V1;

namespace ResultStore.Access;

/// <summary>How a read ended, as its row in the access log says it: in the very words that the reader heard.</summary>
internal static class ReadEnd
{
    /// <summary>The reader got what the row names.</summary>
    public const string Ok = "OK";

    /// <summary>There was nothing to hand out.</summary>
    public const string NothingFound = "NOTHING_FOUND";

    /// <summary>A refusal, by its reason.</summary>
    public static string Of(ErrorReason reason) => NameOf(nameof(ErrorReason), (int)reason, "ERROR_REASON_");

    /// <summary>A link that opens no more, e.g. <c>SHARE_LINK_USED_UP</c>.</summary>
    public static string Of(ShareState state) =>
        $"SHARE_LINK_{NameOf(nameof(ShareState), (int)state, "SHARE_STATE_")}";

    private static string NameOf(string type, int number, string prefix)
    {
        var file = type == nameof(ErrorReason) ? ErrorsReflection.Descriptor : HoldersReflection.Descriptor;
        return file.FindTypeByName<EnumDescriptor>(type).FindValueByNumber(number).Name[prefix.Length..];
    }
}
