using Cli.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
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

        List<string> faults =
        [
            .. Faults(all, "Access", new AccessOptionsValidator()),
            .. Faults(all, "Catalogue", new CatalogueOptionsValidator()),
            .. Faults(all, "Feed", new FeedOptionsValidator()),
            .. Faults(all, "Holders", new HolderOptionsValidator()),
            .. Faults(all, "Intake", new IntakeOptionsValidator()),
            .. Faults(all, "Lifecycle", new LifecycleOptionsValidator()),
            .. Faults(all, "Listen", new ListenOptionsValidator()),
            .. Faults(all, "Log", new LogOptionsValidator()),
            .. Faults(all, "Qr", new QrOptionsValidator()),
            .. Faults(all, "Reuse", new ReuseOptionsValidator()),
            .. Faults(all, "Revocation", new RevocationOptionsValidator()),
            .. Faults(all, "Sealing", new SealingOptionsValidator()),
            .. Faults(all, "Storage", new StorageOptionsValidator()),
            .. Faults(all, "Trust", new TrustOptionsValidator()),
            .. Faults(all, "Verification", new VerificationOptionsValidator()),
        ];
        return (faults is []
            ? [Finding.Good("settings", source, source)]
            : faults.Select(fault => Finding.Fault(
                "settings",
                $"{source}: kho không khởi động được: {fault}",
                $"{source}: the store does not start with it: {fault}"))).Concat(NotSeen(settings));
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

    private static IEnumerable<string> Faults<T>(IConfiguration all, string section, IValidateOptions<T> rules)
        where T : class, new()
    {
        try
        {
            var judged = new SettingRules<T>(section, rules)
                .Validate(null, all.GetSection(section).Get<T>() ?? new T());
            return judged.Failed ? judged.Failures : [];
        }
        catch (InvalidOperationException fault)
        {
            // A value that is none of its type: text where a number is wanted.
            return [fault.Message];
        }
    }
}
