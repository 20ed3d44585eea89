using System.Text.Json.Nodes;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Store;

/// <summary>Fields that the store took as sent and doubts.</summary>
internal static class FieldWarnings
{
    /// <param name="warnings">As answered.</param>
    /// <param name="margin">Before each line's name.</param>
    /// <param name="screen">Where to.</param>
    public static void Tell(IEnumerable<FieldFault> warnings, string margin, Screen screen)
    {
        foreach (var field in warnings)
        {
            var sentence = RefusalReading.Sentence(field, screen.Language);
            screen.Fact($"{margin}Cảnh báo", $"{margin}Warning", $"{field.Path}: {sentence}");
        }
    }

    public static JsonArray ToJson(IEnumerable<FieldFault> warnings, Language language) =>
        new([.. warnings.Select(field => new JsonObject
        {
            ["path"] = field.Path,
            ["reason"] = EnumNames.Of(field.Reason),
            ["sentence"] = RefusalReading.Sentence(field, language),
        })]);
}
