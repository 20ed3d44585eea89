using System.CommandLine;
using System.Text.Json.Nodes;
using Cli.Setup;
using Cli.Terminal;

namespace Cli.Diagnosis;

/// <summary><c>tthc doctor</c>: looks at everything a store on this machine depends on.</summary>
internal static class DoctorCommand
{
    public static Command Make(Language language, StandingOptions standing, TimeProvider clock)
    {
        var data = StandingOptions.DataFolder(language);
        var backup = new Option<DirectoryInfo[]>("--backup")
        {
            Description = language.Say(
                "Đối chiếu các khóa với bản sao trong thư mục này và ghi nhận; nêu nhiều lần cho nhiều bản sao",
                "Compare the keys with their copy in this folder, and remember it; once for each copy there is"),
        };
        backup.AcceptExistingOnly();
        var environment = new Option<FileInfo>("--environment")
        {
            Description = language.Say(
                "Tệp môi trường của dịch vụ (như EnvironmentFile của systemd): cấu hình trong đó được xét trước tệp",
                "The service's environment as a file (systemd's EnvironmentFile): its settings count before the file"),
        };
        environment.AcceptExistingOnly();
        var command = new Verb(
            "doctor",
            language.Say(
                "Kiểm tra khóa, chứng thư, nguồn thu hồi, cơ sở dữ liệu, ổ đĩa, đồng hồ và bản sao lưu.",
                "Checks keys, certificates, where revocation is learnt from, database, disk, clock and backups."),
            "tthc doctor --data data")
        {
            data, backup, environment,
        };
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            var folder = parsed.GetRequiredValue(data);
            var settings = new StoreSettings(folder, parsed.GetValue(environment)?.FullName);
            var backups = new Backups(folder);
            var now = clock.GetUtcNow();
            if (Elsewhere(settings) is { } elsewhere)
            {
                return Report([elsewhere], screen);
            }

            List<Finding> findings =
            [
                .. SettingChecks.Run(settings),
                .. VerifierSettingChecks.Run(settings),
                .. KeyChecks.Run(settings, backups, clock),
                .. CertificateChecks.Run(settings, now),
                .. CertificateChecks.Sunsets(settings, now),
                .. await SealChecks.RunAsync(settings, clock, ct),
                .. RevocationChecks.Run(settings, now),
                .. SignaturePolicyChecks.Run(settings),
                .. await StorageChecks.RunAsync(settings, ct),
                .. await DatabaseChecks.RunAsync(settings, ct),
                .. await new ClockChecks(clock).RunAsync(settings, ct),
            ];
            var changed = backups.FindChanged();
            findings.AddRange(changed.Select(key => Finding.Fault(
                "keys",
                $"{key.File} đã khác đi từ lần đối chiếu với {key.Copy}; hãy chép bản sao đó về, đừng chép đè lên nó",
                $"{key.File} has changed since it was compared with {key.Copy}: copy that one back, never over it")));
            findings.AddRange((parsed.GetValue(backup) ?? []).SelectMany(
                copy => Compare(backups, copy.FullName, changed)));
            var others = backups.FindMissing().Where(key => changed.All(each => each.File != key.File));
            findings.AddRange(others.Select(key => Finding.Warning(
                "backup",
                $"{key.File}: chưa có bản sao; nếu mất, {key.LossVi}",
                $"{key.File}: no backup; if lost, {key.LossEn}")));
            return Report(findings, screen);
        });
        return command;
    }

    /// <summary>Relative paths in the settings count from where the server is started: from another place they would
    /// name nothing, and every finding would be false.</summary>
    private static Finding? Elsewhere(StoreSettings settings) =>
        !settings.Found || Path.IsPathRooted(settings.Keys) || Directory.Exists(settings.Keys)
            || !Directory.Exists(Path.Combine(settings.Data, "keys"))
            ? null
            : Finding.Fault(
                "settings",
                $"{SettingsFiles.Store}: '{settings.Keys}' không có trong {Environment.CurrentDirectory}; đường dẫn "
                    + "tương đối tính từ nơi khởi động máy chủ: hãy chạy tthc và máy chủ ở đó, hoặc ghi đường dẫn "
                    + "tuyệt đối",
                $"{SettingsFiles.Store}: there is no '{settings.Keys}' in {Environment.CurrentDirectory}; relative "
                    + "paths count from where the server is started: run tthc and the server there, or write absolute "
                    + "paths");

    private static IEnumerable<Finding> Compare(
        Backups backups, string folder, IReadOnlyList<(string File, string Copy)> changed)
    {
        var unlike = backups.Compare(folder);
        return unlike.Count == 0
            ? [Finding.Good("backup", $"{folder}: đủ và giống mọi khóa", $"{folder}: every key is there and alike")]
            : unlike.Where(name => changed.All(key => key.File != name)).Select(name => Finding.Fault(
                "backup",
                $"{name}: bản sao trong {folder} thiếu hoặc khác",
                $"{name}: its copy in {folder} is absent or differs"));
    }

    private static int Report(List<Finding> findings, Screen screen)
    {
        screen.Answer(new JsonObject
        {
            ["healthy"] = findings.TrueForAll(finding => finding.Severity != Severity.Fault),
            ["findings"] = new JsonArray([.. findings.Select(finding => new JsonObject
            {
                ["check"] = finding.Check,
                ["severity"] = finding.Severity.ToString().ToLowerInvariant(),
                ["sentence"] = screen.Say(finding.Vi, finding.En),
            })]),
        });
        foreach (var finding in findings)
        {
            var sign = finding.Severity switch
            {
                Severity.Good => screen.Say("tốt ", "good"),
                Severity.Warning => screen.Say("LƯU Ý", "NOTE"),
                _ => screen.Say("LỖI ", "FAULT"),
            };
            screen.Line($"{sign,-6} {finding.Check,-12} {screen.Say(finding.Vi, finding.En)}");
        }

        var faults = findings.Count(finding => finding.Severity == Severity.Fault);
        screen.Line();
        screen.Line(
            faults == 0 ? "Không có lỗi." : $"{faults} lỗi cần sửa.",
            faults == 0 ? "No fault." : faults == 1 ? "1 fault to mend." : $"{faults} faults to mend.");
        return faults == 0 ? ExitCode.Done : ExitCode.Refused;
    }
}
