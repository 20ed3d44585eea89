using Cli.Setup;
using Microsoft.Extensions.Configuration;
using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.Feed;
using ResultStore.GrpcHosting;
using ResultStore.Holders;
using ResultStore.Intake;
using ResultStore.Lifecycle;
using ResultStore.Log;
using ResultStore.Ops;
using ResultStore.Reuse;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Validation;
using ResultStore.Validation.Revocation;
using ResultStore.Verification;

namespace Cli.Diagnosis;

/// <summary>Whether the store would start with its settings: by the very rules that it checks them with.</summary>
internal static class SettingChecks
{
    /// <summary>All that the server reads.</summary>
    internal static IReadOnlyList<SectionRules> Rules { get; } =
    [
        SectionRules.Of("Access", new AccessOptionsValidator()),
        SectionRules.Of("Catalogue", new CatalogueOptionsValidator()),
        SectionRules.Of("Feed", new FeedOptionsValidator()),
        SectionRules.Of("Grpc", new GrpcHostingOptionsValidator()),
        SectionRules.Of("Grpc:Services:ResultIntake", new GrpcServiceLimitsValidator()),
        SectionRules.Of("Holders", new HolderOptionsValidator()),
        SectionRules.Of("Intake", new IntakeOptionsValidator()),
        SectionRules.Of("Lifecycle", new LifecycleOptionsValidator()),
        SectionRules.Of("Listen", new ListenOptionsValidator()),
        SectionRules.Of("Log", new LogOptionsValidator()),
        SectionRules.Of("Qr", new QrOptionsValidator()),
        SectionRules.Of("Reuse", new ReuseOptionsValidator()),
        SectionRules.Of("Revocation", new RevocationOptionsValidator()),
        SectionRules.Of("Sealing", new SealingOptionsValidator()),
        SectionRules.Of("Storage", new StorageOptionsValidator()),
        SectionRules.Of("Trust", new TrustOptionsValidator()),
        SectionRules.Of("Verification", new VerificationOptionsValidator()),
    ];

    public static IEnumerable<Finding> Run(StoreSettings settings)
    {
        if (settings.Configuration is not { } all)
        {
            return
            [
                Finding.Warning(
                    "settings",
                    $"không có {SettingsFiles.Store}, môi trường ở đây cũng không có cấu hình nào",
                    $"there is no {SettingsFiles.Store}, and no setting in the environment here"),
            ];
        }

        var source = string.Join(
            ", ", settings.FromEnvironment.Keys.Order(StringComparer.Ordinal).Prepend(
                settings.Found ? SettingsFiles.Store : $"({SettingsFiles.Store}: -)"));

        var names = SettingNames.Find(all, Rules.Select(each => each.Section));
        List<string> faults = [.. names.Faults];
        if (faults is [])
        {
            faults.AddRange(Rules.SelectMany(each => each.FaultsIn(all)).Concat(Untrusted(settings, all)));
        }

        return (faults is []
            ? [Finding.Good("settings", source, source)]
            : faults.Select(fault => Finding.Fault(
                "settings",
                $"{source}: kho không khởi động được: {fault}",
                $"{source}: the store does not start with it: {fault}")))
            .Concat(names.Doubts.Select(doubt => Finding.Warning("settings", doubt, doubt)))
            .Concat(NotSeen(settings));
    }

    /// <summary>A service has an environment of its own, which counts before the file.</summary>
    private static IEnumerable<Finding> NotSeen(StoreSettings settings) => settings.FromEnvironment.Count > 0
        ? []
        :
        [
            Finding.Good(
                "settings",
                "môi trường ở đây không có cấu hình nào; nếu dịch vụ chạy với môi trường riêng: --environment TỆP",
                "no setting in the environment here; where the service has one of its own: --environment FILE"),
        ];

    /// <summary>What two sections say together.</summary>
    private static IEnumerable<string> Untrusted(StoreSettings settings, IConfiguration all) =>
        all.GetSection("Sealing").Get<SealingOptions>() is { IsTimed: true }
        && !TrustFolder.HoldsAny(settings.TimestampTrustFolders)
            ? [SealingOptions.TimestampsUntrusted]
            : [];
}
