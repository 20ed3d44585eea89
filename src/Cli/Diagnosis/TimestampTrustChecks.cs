using Cli.Setup;
using Proof.Cms;

namespace Cli.Diagnosis;

/// <summary>Does the store trust the time-stamps it asks for? It refuses pushes as long as it does not.</summary>
internal static class TimestampTrustChecks
{
    public static Finding Judge(StoreSettings settings, string authority, byte[] token) =>
        TimeStampToken.TryParse(token, out var parsed, out _)
        && parsed.ChainsTo(TrustFolder.Read(settings.TimestampTrustFolders))
            ? Finding.Good("trust", $"{authority}: dấu thời gian được tin", $"{authority}: its time-stamps are trusted")
            : Finding.Fault(
                "trust",
                $"{authority}: dấu thời gian không được tin; đặt chứng thư gốc của nơi cấp vào thư mục "
                + "Trust:Timestamps",
                $"{authority}: its time-stamps are not trusted; put its root certificate into a folder of "
                + "Trust:Timestamps");
}
