using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Feed;

/// <summary>An event as people read it.</summary>
internal static class FeedLine
{
    public static void Tell(FeedEvent happened, Screen screen)
    {
        var language = screen.Language;
        var head = $"{happened.Number}  {Messages.Instant(happened.AtUnixMs)}  "
            + StatusWords.Of(happened.Kind, language);
        if (happened.Alert is { } alert)
        {
            screen.Line($"{head}  {EnumNames.Of(alert.Kind)}: {alert.ClientId} {alert.Seen} / {alert.WindowSeconds} s");
            return;
        }

        var last = happened.ValidUntil.Length > 0
            ? language.Say($", hạn của giấy {happened.ValidUntil}", $", the paper's last day {happened.ValidUntil}")
            : "";
        screen.Line($"{head}  {happened.Code}  {StatusWords.Of(happened.Status, language)}{last}");
        screen.Line($"   {happened.AgencyCode}, {happened.ResultTypeCode}, {happened.SystemId}");
        if (happened.EffectiveAtUnixMs != happened.AtUnixMs)
        {
            screen.Fact(
                "   Thay đổi từ",
                "   Change holds from",
                Messages.Instant(happened.EffectiveAtUnixMs));
        }

        screen.Fact("   Thay bằng", "   Replaced by", happened.SuccessorCode);
        foreach (var reliance in happened.Reliances)
        {
            Tell(reliance, screen);
        }

        screen.Fact("   Còn nữa", "   And more", happened.MoreReliances ? "tthc notices list" : "");
    }

    public static void Tell(RelianceNotice reliance, Screen screen) => screen.Fact(
        "   Hồ sơ đã dùng", "   Dossier relying",
        $"{reliance.DossierCode}, {reliance.ProcedureCode} {reliance.ComponentCode}");
}
