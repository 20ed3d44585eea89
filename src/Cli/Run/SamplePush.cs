using System.Text.Json.Nodes;
using Cli.Store;
using Cli.Submit;
using Cli.Terminal;

namespace Cli.Run;

/// <summary>Pushes the signed samples, as <c>tthc submit</c> would, and shows each with its QR the first
/// time.</summary>
internal sealed class SamplePush(Screen screen)
{
    /// <returns>What is in the store, for programs: each file with its code.</returns>
    public async Task<JsonArray> RunAsync(string folder, Connection oneStop, CancellationToken ct)
    {
        var stored = new JsonArray();
        using var state = SubmitState.Of(folder);
        var submitter = new Submitter(oneStop, state, attempts: 3);
        foreach (var item in SubmitItem.Find(folder, metadata: null, screen.Language))
        {
            switch (await submitter.SubmitAsync(item, again: false, ct))
            {
                case SubmitOutcome.Stored { Receipt: var receipt }:
                    screen.Line();
                    screen.Line($"{item.ReadMetadata().ResultName}, {item.ReadMetadata().ResultNumber}");
                    screen.Line(TerminalQr.Draw(receipt.Qr.Link));
                    screen.Line($"{receipt.Code}  ({item.Name})");
                    stored.Add(new JsonObject { ["file"] = item.Name, ["code"] = receipt.Code });
                    break;
                case SubmitOutcome.StoredBefore before:
                    screen.Line($"{before.Code}  ({item.Name})");
                    stored.Add(new JsonObject { ["file"] = item.Name, ["code"] = before.Code });
                    break;
                case SubmitOutcome.Refused refused:
                    screen.Error($"{item.Name}: {refused.Why.Reason}: {refused.Why.Sentence(screen.Language)}");
                    break;
                case SubmitOutcome.Unreadable unreadable:
                    screen.Error($"{item.Name}: {unreadable.Why}");
                    break;
            }
        }

        return stored;
    }
}
