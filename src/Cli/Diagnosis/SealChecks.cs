using Cli.Keys;
using Cli.Setup;
using Proof.Cms;
using ResultStore.Sealing.Keys;
using ResultStore.Validation;

namespace Cli.Diagnosis;

/// <summary>Will those who look at sealed files be able to believe the seals: do their chains lead to an anchor, and do
/// the authorities tell whether they are revoked?</summary>
internal static class SealChecks
{
    private const string Check = "seal-chain";

    /// <summary>All authorities together are waited for no longer.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Finding>> RunAsync(
        StoreSettings settings, TimeProvider clock, CancellationToken ct)
    {
        var anchors = TrustFolder.Read(settings.SignerTrustFolders);
        var needed = settings.SealLevel is "B-LT" or "B-LTA";
        List<Finding> findings = [];
        using var revocation = new SealRevocation(
            settings.RevocationSettings, TableOf(settings.TrustSettings.Algorithms, findings), clock);
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        foreach (var (name, chain) in ChainsOf(settings.Keys))
        {
            var fault = SealChain.FaultOf(chain, anchors, clock.GetUtcNow());
            findings.Add(fault is null
                ? Finding.Good(Check, $"{name}: chuỗi chứng thư đủ và tới gốc", $"{name}: its chain leads to an anchor")
                : new Finding(
                    Check,
                    fault.OnlyTrust ? Severity.Warning : Severity.Fault,
                    $"{name}: {fault.Vi}",
                    $"{name}: {fault.En}"));
            if (fault is null or { OnlyTrust: true } && chain[0].NotBefore <= clock.GetUtcNow())
            {
                findings.Add(await RevocationAsync(name, chain, anchors, needed, revocation, either.Token, ct));
            }
        }

        findings.AddRange(revocation.Silent.Select(each => new Finding(
            Check,
            needed ? Severity.Fault : Severity.Warning,
            $"nơi trả lời về thu hồi {each.Host}: không có câu trả lời dùng được ({each.Why})",
            $"authority {each.Host}: no answer about revocation that is of use ({each.Why})")));
        return findings;
    }

    /// <summary>What signs lists and responses counts by the table that the server goes by; without one that can be
    /// used it does not start.</summary>
    private static AlgorithmPolicy TableOf(string path, List<Finding> findings)
    {
        try
        {
            return AlgorithmTable.Read(path);
        }
        catch (InvalidDataException fault)
        {
            findings.Add(Finding.Fault(
                Check,
                $"Trust:Algorithms: không dùng được bảng thuật toán: {fault.Message}",
                $"Trust:Algorithms: {fault.Message}"));
            return AlgorithmPolicy.BuiltIn;
        }
    }

    private static async Task<Finding> RevocationAsync(
        string name,
        IReadOnlyList<Certificate> chain,
        TrustAnchors anchors,
        bool needed,
        SealRevocation revocation,
        CancellationToken limit,
        CancellationToken ct)
    {
        var (lack, reasons) = await revocation.AskAsync(chain, anchors, limit);
        ct.ThrowIfCancellationRequested();
        return lack switch
        {
            SealRevocation.Lack.Nothing => Finding.Good(
                Check,
                $"{name}: chưa chứng thư nào trong chuỗi bị thu hồi",
                $"{name}: no certificate of its chain is revoked"),
            SealRevocation.Lack.Revoked => Finding.Fault(
                Check,
                $"{name}: một chứng thư trong chuỗi đã bị thu hồi; thôi dùng con dấu này (tthc key retire)",
                $"{name}: a certificate of its chain is revoked; end the seal's use (tthc key retire)"),
            _ => new Finding(
                Check,
                needed ? Severity.Fault : Severity.Warning,
                $"{name}: không lấy được thông tin thu hồi của {reasons}"
                    + (needed ? "; mức con dấu đang đặt cần có" : "; người kiểm tra con dấu sẽ tìm thông tin này"),
                $"{name}: whether it is revoked cannot be had: {reasons}"
                    + (needed ? "; the level of the seals needs it" : "; who judges the seal will look for it")),
        };
    }

    /// <summary>Of seals that have a key; what cannot be read is told by the checks of keys and certificates.</summary>
    private static List<(string Name, IReadOnlyList<Certificate> Chain)> ChainsOf(string folder)
    {
        List<(string, IReadOnlyList<Certificate>)> chains = [];
        try
        {
            foreach (var entry in KeyLists.ReadSeals(folder).Where(entry => entry.Source.IsPrivate))
            {
                var chain = KeyOpening.ReadChain(Path.Combine(folder, entry.ChainFile));
                chains.Add(($"seal {entry.Id}", SealChain.Parse(chain)));
            }
        }
        catch (InvalidDataException)
        {
            // Told there.
        }

        return chains;
    }
}
