using System.CommandLine;
using System.Text.Json.Nodes;
using Cli.Store;
using Cli.Terminal;
using Cli.Verification;
using ResultStore.V1;

namespace Cli.Reading;

/// <summary>Lists of results, page after page.</summary>
internal static class ListedResults
{
    private const int MostPage = 200;

    public static Option<int> MostOption(Language language) => new("--most")
    {
        Description = language.Say("Số dòng tối đa", "Most lines"),
        DefaultValueFactory = _ => 100,
    };

    /// <param name="screen">Where to.</param>
    /// <param name="most">Most results.</param>
    /// <param name="read">Reads a page: so many, from there on.</param>
    public static async Task<int> TellAsync(
        Screen screen, int most, Func<int, string, Task<(IReadOnlyList<FoundResult> Results, string Next)>> read)
    {
        var (token, all) = ("", new JsonArray());
        do
        {
            var (results, next) = await read(Math.Clamp(most - all.Count, 1, MostPage), token);
            foreach (var result in results)
            {
                all.Add(Messages.ToJson(result));
                Tell(result, screen);
            }

            token = next;
        }
        while (all.Count < most && token.Length > 0);

        screen.Answer(all);
        if (all.Count == 0)
        {
            screen.Line("Không có kết quả nào.", "There are no results.");
        }
        else if (token.Length > 0)
        {
            screen.Line($"Còn nữa: --most lớn hơn {most}.", $"There are more: --most above {most}.");
        }

        return ExitCode.Done;
    }

    private static void Tell(FoundResult result, Screen screen)
    {
        screen.Line($"{result.Code}  {StatusWords.Of(result.Status, screen.Language)}: {result.ResultName}, "
            + result.ResultNumber);
        var until = result.ValidUntil.Length == 0 ? ""
            : $" – {result.ValidUntil}{(result.ValidUntilByKind ? screen.Say(" (theo loại)", " (by its kind)") : "")}";
        screen.Line(
            $"   {result.AgencyCode}, {result.IssuedOn}{until}; {result.ProcedureCode}, {result.ResultTypeCode}");
        VerdictText.TellUnprovedTime(result.SigningTimeUnproved, "   ", screen);
    }
}
