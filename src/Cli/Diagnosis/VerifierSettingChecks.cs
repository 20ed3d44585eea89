using Cli.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ResultStore.GrpcHosting;
using Verifier.Door;
using Verifier.Offline;
using Verifier.Store;

namespace Cli.Diagnosis;

/// <summary>Whether the verifier would start with its settings: by the very rules that it checks them with.</summary>
internal static class VerifierSettingChecks
{
    /// <summary>All that the server reads.</summary>
    internal static IReadOnlyList<SectionRules> Rules { get; } =
    [
        SectionRules.Of("Grpc", new GrpcHostingOptionsValidator()),
        SectionRules.Of("Limits", new LimitOptionsValidator()),
        new(new SettingSection("Listen", typeof(ListenOptions)), all => SectionRules.FaultsOf(
            all, "Listen", new ListenOptionsValidator(),
            new ListenRules(Options.Create(all.GetSection("Page").Get<PageOptions>() ?? new PageOptions())))),
        SectionRules.Of("Offline", new OfflineOptionsValidator()),
        SectionRules.Of("Page", new PageRules()),
        SectionRules.Of("Store", new StoreOptionsValidator(), new StoreRules()),
    ];

    /// <summary>Nothing where there is no file: the verifier may run elsewhere.</summary>
    public static IEnumerable<Finding> Run(StoreSettings settings)
    {
        if (settings.VerifierConfiguration is not { } all)
        {
            return [];
        }

        var names = SettingNames.Find(all, Rules.Select(each => each.Section));
        var faults = names.Faults is []
            ? [.. Rules.SelectMany(each => each.FaultsIn(all)).Distinct(StringComparer.Ordinal)]
            : names.Faults;

        // The key comes after the store's first start, and the verifier's machine may be another.
        var absent = faults is [] ? SectionRules.FaultsOf(all, "Store", new StoreFiles()) : [];
        return (faults is []
            ? [Finding.Good("settings", SettingsFiles.Verifier, SettingsFiles.Verifier)]
            : faults.Select(fault => Finding.Fault(
                "settings",
                $"{SettingsFiles.Verifier}: máy xác thực không khởi động được: {fault}",
                $"{SettingsFiles.Verifier}: the verifier does not start with it: {fault}")))
            .Concat(absent.Concat(names.Doubts).Select(each => Finding.Warning(
                "settings", $"{SettingsFiles.Verifier}: {each}", $"{SettingsFiles.Verifier}: {each}")));
    }
}
