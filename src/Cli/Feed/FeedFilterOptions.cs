using System.CommandLine;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Feed;

/// <summary>Which events.</summary>
internal sealed class FeedFilterOptions
{
    private const string KindPrefix = "FEED_EVENT_KIND_";

    private readonly Option<string[]> _kinds;
    private readonly Option<string[]> _agencies;
    private readonly Option<string[]> _types;
    private readonly Option<string[]> _codes;
    private readonly Option<bool> _reliedOn;

    public FeedFilterOptions(Language language)
    {
        string[] kinds = [.. Enum.GetValues<FeedEventKind>()
            .Where(kind => kind != FeedEventKind.Unspecified)
            .Select(kind => EnumNames.Of(kind)[KindPrefix.Length..].ToLowerInvariant().Replace('_', '-'))];
        var named = string.Join(", ", kinds);
        _kinds = Many("--kind", $"Chỉ loại sự kiện này: {named}", $"Only this kind of event: {named}");
        _kinds.AcceptOnlyFromAmong(kinds);
        _kinds.HelpName = "kind";
        _agencies = Many(
            "--agency", "Chỉ kết quả do cơ quan này hoặc cấp dưới cấp", "Only issued by this agency or below it");
        _types = Many("--type", "Chỉ loại giấy tờ này", "Only this kind of paper");
        _codes = Many("--code", "Chỉ kết quả này", "Only this result");
        _reliedOn = new Option<bool>("--relied-on")
        {
            Description = language.Say(
                "Chỉ kết quả mà hồ sơ của mình đã dùng", "Only results that dossiers of one's own rely on"),
        };

        Option<string[]> Many(string name, string vi, string en) => new(name)
        {
            Description = language.Say($"{vi}; có thể nhiều", $"{en}; may be repeated"),
            DefaultValueFactory = _ => [],
        };
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_kinds, _agencies, _types, _codes, _reliedOn])
        {
            command.Add(option);
        }
    }

    public FeedFilter Read(ParseResult parsed) => new()
    {
        Kinds = { (parsed.GetValue(_kinds) ?? []).Select(KindOf) },
        AgencyCodes = { parsed.GetValue(_agencies) ?? [] },
        ResultTypeCodes = { parsed.GetValue(_types) ?? [] },
        Codes = { parsed.GetValue(_codes) ?? [] },
        OnlyReliedOn = parsed.GetValue(_reliedOn),
    };

    private static FeedEventKind KindOf(string text) =>
        EnumNames.TryParse<FeedEventKind>(text, KindPrefix, out var kind) ? kind : FeedEventKind.Unspecified;
}
