using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Cli.Store;

/// <summary>Protobuf messages and their values as programs and people read them.</summary>
internal static class Messages
{
    private static readonly JsonFormatter Formatter =
        new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true).WithFormatDefaultValues(true));

    /// <summary>The JSON mapping of the proto, field names as in the proto.</summary>
    public static JsonNode ToJson(IMessage message) => JsonNode.Parse(Formatter.Format(message))!;

    /// <summary>An instant as the wire has it, in UTC+7, where the store's users live.</summary>
    public static string Instant(long unixMilliseconds) => unixMilliseconds == 0
        ? "-"
        : DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds)
            .ToOffset(TimeSpan.FromHours(7))
            .ToString("yyyy-MM-dd HH:mm:ss '(UTC+7)'", CultureInfo.InvariantCulture);
}
