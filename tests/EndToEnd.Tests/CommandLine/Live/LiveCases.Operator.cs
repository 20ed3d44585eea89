using System.Security.Cryptography;
using Cli.Keys;
using EndToEnd.Tests.Keys;
using EndToEnd.Tests.Site;
using ResultStore.Sealing.Keys;

namespace EndToEnd.Tests.CommandLine.Live;

/// <content>What whoever runs the store does on its machine. What changes keys has a folder of its own.</content>
internal static partial class LiveCases
{
    private static async Task AddOperatorAsync(LiveSite live, Dictionary<string, CommandCase> all)
    {
        var scratch = live.Scratch;
        var folder = live.Folder("operator");
        string[] at = ["--data", folder];
        string[] nowhere = ["--data", scratch["nowhere"]];

        all["init"] = new(
            ["--development", "--data", scratch["new"], "--ports", "47200"], ["data", "written"], "nothing changed",
            nowhere, 2, "USAGE", "--organisation");
        all["run"] = new(
            ["--samples", scratch["no-samples"], .. at], ["page", "store", "verifier"], "Ctrl-C stops everything",
            ["--data", live.Site.Data], 7, "PORT_TAKEN", live.Site.Addresses.Store)
        {
            Stays = true,
        };
        all["doctor"] = new(
            ["--data", live.Site.Data], ["healthy", "findings.check", "findings.severity"], "No fault.",
            ["--data", live.Site.Data, "--backup", scratch["nowhere"]], 2, "USAGE", scratch["nowhere"]);
        all["authorities"] = new(
            ["--data", live.Copy("operator", "authorities"), "--listen", FreePort.Address()],
            ["time_stamps", "issuers"], "/tsa",
            ["--listen", FreePort.Address(), .. nowhere], 2, "USAGE", scratch["nowhere"])
        {
            Stays = true,
        };
        all["authorities revoke"] = new(
            ["officer", "--data", live.Copy("operator", "revoked")], ["subject", "revoked", "at"], "Revoked since",
            ["officer", "--undo", "--data", live.Copy("operator", "not-revoked")], 1, "REFUSED", "not revoked");
        await AddKeysAsync(live, all);
    }

    private static async Task AddKeysAsync(LiveSite live, Dictionary<string, CommandCase> all)
    {
        string[] nowhere = ["--data", live.Scratch["nowhere"]];
        string[] list = ["--data", live.Copy("operator", "key-list")];
        string[] fresh = ["--data", live.Copy("operator", "key-new")];
        all["key list"] = new(list, ["kind", "id", "state"], "in use", nowhere, 2, "USAGE", "nowhere");
        all["key new-token"] = new(
            ["--agency", "H99.11", .. fresh], ["id", "state", "from"], "announced",
            ["--from", "2027-01-01", "--until", "2026-01-01", .. fresh], 2, "USAGE", "--until");
        all["key request"] = new(
            ["2027", "--organisation", "UBND thành phố", .. fresh], ["request"], "seal-2027.csr.pem",
            ["1", "--organisation", "UBND thành phố", .. fresh], 2, "USAGE", "taken");

        string[] secrets = ["--data", live.Copy("operator", "data-keys")];
        all["data-key new"] = new(
            secrets, ["file"], "data-",
            ["--key-file", "none.pem", .. secrets], 2, "USAGE", "none.pem is missing");
        var wrapping = live.Copy("operator", "data-keys-wrapped");
        using (var key = RSA.Create(2048))
        {
            var path = Path.Combine(wrapping, "keys", "wrapping.pem");
            await File.WriteAllTextAsync(path, key.ExportPkcs8PrivateKeyPem());
            await Tool.RunAsync("chmod", "600", path);
        }

        all["data-key wrap"] = new(
            ["data-1.key", "--key-file", "wrapping.pem", "--data", wrapping], [], "back the token up",
            ["--key-file", "none.pem", .. secrets], 2, "USAGE", "none.pem is missing");

        var announced = live.Copy("operator", "key-begin");
        var keys = KeysIn(announced);
        var now = TimeProvider.System.GetUtcNow();
        keys.AddToken(Made, new KeyTime(now.AddDays(2), null));
        keys.AddToken(Made, new KeyTime(now.AddDays(2), null));
        all["key begin"] = new(
            ["token", "2", "--data", announced], ["id", "state", "from"], "announced",
            ["token", "1", "--data", announced], 1, "REFUSED", "not an announced one")
        {
            Again = ["token", "3", "--data", announced],
        };

        var replaced = live.Copy("operator", "key-retire");
        KeysIn(replaced).AddToken(Made, new KeyTime(now.AddSeconds(-5), null));
        all["key retire"] = new(
            ["token", "1", "--data", replaced], ["id", "state", "to"], "retired",
            ["token", "1", .. list], 1, "REFUSED", "add one first");

        var certified = live.Copy("operator", "key-seal");
        foreach (var id in (string[])["2027", "2028"])
        {
            var request = KeysIn(certified).RequestSeal(id, "UBND thành phố", new(null, null, null, null));
            await Certification.AnswerAsync(request, certified, live.Scratch[$"seal-{id}.pem"]);
        }

        all["key new-seal"] = new(
            ["2027", "--chain", live.Scratch["seal-2027.pem"], "--data", certified], ["id", "state"], "announced",
            ["2029", "--chain", Path.Combine(certified, "keys", "tsa.chain.pem"), "--data", certified],
            1, "REFUSED", "key usage")
        {
            Again = ["2028", "--chain", live.Scratch["seal-2028.pem"], "--data", certified],
        };
    }

    private static NewKey Made => new(new KeySource(null, null, null, null), ["*"]);

    private static KeyStore KeysIn(string data) => new(Path.Combine(data, "keys"), TimeProvider.System);
}
