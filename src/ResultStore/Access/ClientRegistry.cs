using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Proof.Pades;
using ResultStore.Storage;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Access;

/// <summary>Registers systems, shuts them out, changes their keys. A key is told once and kept only as a digest.
/// </summary>
internal sealed partial class ClientRegistry(
    ClientTable clients,
    CallerDirectory directory,
    TimeProvider clock,
    ILogger<ClientRegistry> logger)
{
    private const string KeyPrefix = "rs_";
    private const int MostCallsPerSecond = 1_000_000;
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(30);

    public async Task<RegistryOutcome> AddAsync(Client client, bool withApiKey, Caller by, CancellationToken ct)
    {
        if (Check(client, withApiKey) is { Count: > 0 } faults)
        {
            return new RegistryOutcome.FieldsInvalid(faults);
        }

        var now = clock.GetUtcNow();
        var apiKey = withApiKey ? NewApiKey() : "";
        var credentials = client.CertificateSha256
            .Select(digest => new Credential(digest.ToByteArray(), CredentialKind.Certificate, now, null)).ToList();
        if (withApiKey)
        {
            credentials.Add(new Credential(Digest(apiKey), CredentialKind.ApiKey, now, null));
        }

        var row = new ClientRow
        {
            Id = client.Id,
            Name = client.Name,
            Roles = [.. client.Roles.Select(ClientRoles.Word)],
            Agencies = [.. client.Agencies.Select(CanonicalAgency)],
            Policy = new ClientPolicy(
                client.CallsPerSecond, client.AcceptsUnprovedTime, AllowanceOf(client.AllowedChanges)).ToJson(),
            CreatedAt = now,
            Credentials = credentials,
        };
        if (!await clients.AddAsync(row))
        {
            return new RegistryOutcome.Exists();
        }

        await ChangedAsync(client.Id, by, "added", ct);
        return new RegistryOutcome.Done(ToMessage(row), apiKey);
    }

    public async Task<IReadOnlyList<Client>> ListAsync(string after, int most, CancellationToken ct) =>
    [
        .. (await clients.ListAsync(ct))
            .Where(client => string.CompareOrdinal(client.Id, after) > 0)
            .OrderBy(client => client.Id, StringComparer.Ordinal)
            .Take(most)
            .Select(ToMessage),
    ];

    public async Task<RegistryOutcome> SetEnabledAsync(string id, bool enable, Caller by, CancellationToken ct)
    {
        if (!enable && id == by.Id)
        {
            return new RegistryOutcome.FieldsInvalid([Fault(
                "id",
                FieldReason.Contradicts,
                "Quản trị viên không thể tự chặn mình; dùng một quản trị viên khác.",
                "An administrator cannot shut itself out; let another one do it.")]);
        }

        var now = clock.GetUtcNow();
        if (!await (enable ? clients.EnableAsync(id, now) : clients.DisableAsync(id, now)))
        {
            return new RegistryOutcome.Unknown();
        }

        await ChangedAsync(id, by, enable ? "enabled" : "disabled", ct);
        var row = (await clients.ListAsync(ct)).First(client => client.Id == id);
        return new RegistryOutcome.Done(ToMessage(row), "");
    }

    public async Task<RegistryOutcome> RotateAsync(string id, TimeSpan overlap, Caller by, CancellationToken ct)
    {
        if (overlap < TimeSpan.Zero || overlap > LongestOverlap)
        {
            return new RegistryOutcome.FieldsInvalid([Fault(
                "overlap_seconds",
                FieldReason.Malformed,
                "Thời gian dùng song song từ 0 đến 30 ngày.",
                "The overlap is from 0 to 30 days.")]);
        }

        var apiKey = NewApiKey();
        var now = clock.GetUtcNow();
        var credential = new Credential(Digest(apiKey), CredentialKind.ApiKey, now, null);
        if (!await clients.RotateAsync(id, credential, now + overlap))
        {
            return new RegistryOutcome.Unknown();
        }

        await ChangedAsync(id, by, "key rotated", ct);
        var row = (await clients.ListAsync(ct)).First(client => client.Id == id);
        return new RegistryOutcome.Done(ToMessage(row), apiKey);
    }

    private static List<FieldFault> Check(Client client, bool withApiKey)
    {
        var faults = new List<FieldFault>();
        if (!Id.IsMatch(client.Id))
        {
            faults.Add(Fault(
                "client.id",
                FieldReason.Malformed,
                "Mã hệ thống gồm 3-64 ký tự a-z, 0-9, dấu gạch ngang.",
                "An id has 3-64 characters of a-z, 0-9, hyphen."));
        }

        if (client.Name.Trim().Length is 0 or > 200)
        {
            faults.Add(Fault(
                "client.name",
                client.Name.Length > 200 ? FieldReason.TooLong : FieldReason.Missing,
                "Cần tên hệ thống, tối đa 200 ký tự.",
                "A name is required, of at most 200 characters."));
        }

        if (client.Roles.Count == 0
            || client.Roles.Any(role => role == ClientRole.Unspecified || !Enum.IsDefined(role)))
        {
            faults.Add(Fault("client.roles", FieldReason.UnknownValue, "Cần ít nhất một vai trò.", "Name a role."));
        }

        if (client.Agencies.FirstOrDefault(each => each != "*" && !AgencyCode.TryParse(each, out _)) is { } agency)
        {
            var (vietnamese, english) = WrittenForms.Agency(agency);
            faults.Add(Fault("client.agencies", FieldReason.Malformed, vietnamese, english));
        }

        if (client.CertificateSha256.Any(digest => digest.Length != 32))
        {
            faults.Add(Fault(
                "client.certificate_sha256", FieldReason.Malformed, "SHA-256 gồm 32 byte.", "A SHA-256 has 32 bytes."));
        }

        faults.AddRange(CheckUsable(client, withApiKey));
        return faults;
    }

    /// <summary>What would make a system that nobody can call as, or that no call of its role would ever let in.
    /// </summary>
    private static IEnumerable<FieldFault> CheckUsable(Client client, bool withApiKey)
    {
        if (!withApiKey && client.CertificateSha256.Count == 0)
        {
            yield return Fault(
                "with_api_key",
                FieldReason.Missing,
                "Hệ thống cần khóa API hoặc chứng thư số để gọi kho.",
                "A system needs an API key or a certificate to call with.");
        }

        if (client.Agencies.Count == 0
            && client.Roles.Any(role => role is ClientRole.OneStop or ClientRole.Agency))
        {
            yield return Fault(
                "client.agencies",
                FieldReason.Missing,
                "Một cửa và cơ quan phải nêu đơn vị mà hệ thống phục vụ (* là mọi đơn vị).",
                "One-stop systems and agencies name the agencies that they act for (`*`: all).");
        }

        if (client.CallsPerSecond is < 0 or > MostCallsPerSecond)
        {
            yield return Fault(
                "client.calls_per_second",
                FieldReason.Malformed,
                $"Số lần gọi mỗi giây từ 0 đến {MostCallsPerSecond}; 0 là theo máy chủ.",
                $"Calls a second are from 0 to {MostCallsPerSecond}; 0 is the server's default.");
        }

        if (!Enum.IsDefined(client.AllowedChanges))
        {
            yield return Fault(
                "client.allowed_changes",
                FieldReason.UnknownValue,
                "Mức thay đổi không có trong danh mục.",
                "Not a known extent of changes.");
        }
    }

    private static FieldFault Fault(string path, FieldReason reason, string vietnamese, string english) =>
        new() { Path = path, Reason = reason, SentenceVi = vietnamese, SentenceEn = english };

    private static string CanonicalAgency(string agency) =>
        AgencyCode.TryParse(agency, out var code) ? code.Canonical : agency;

    private static string NewApiKey() => KeyPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static byte[] Digest(string apiKey) => SHA256.HashData(Encoding.UTF8.GetBytes(apiKey));

    private static ModificationAllowance AllowanceOf(AllowedChanges allowed) => allowed switch
    {
        AllowedChanges.Evidence => ModificationAllowance.Evidence,
        AllowedChanges.FormFilling => ModificationAllowance.FormFilling,
        AllowedChanges.Annotations => ModificationAllowance.Annotations,
        _ => ModificationAllowance.Signatures,
    };

    private static Client ToMessage(ClientRow row)
    {
        var policy = ClientPolicy.Parse(row.Policy);
        var client = new Client
        {
            Id = row.Id,
            Name = row.Name,
            HasApiKey = row.Credentials.Any(credential => credential.Kind == CredentialKind.ApiKey),
            Disabled = row.DisabledAt is not null,
            CreatedAtUnixMs = row.CreatedAt.ToUnixTimeMilliseconds(),
            CallsPerSecond = policy.CallsPerSecond,
            AcceptsUnprovedTime = policy.AcceptsUnprovedTime,
            AllowedChanges = policy.AllowedChanges switch
            {
                ModificationAllowance.Evidence => AllowedChanges.Evidence,
                ModificationAllowance.FormFilling => AllowedChanges.FormFilling,
                ModificationAllowance.Annotations => AllowedChanges.Annotations,
                _ => AllowedChanges.Signatures,
            },
        };
        client.Agencies.AddRange(row.Agencies);
        client.Roles.AddRange(row.Roles.Select(word => ClientRoles.TryParse(word, out var role) ? role : default));
        client.CertificateSha256.AddRange(row.Credentials
            .Where(credential => credential.Kind == CredentialKind.Certificate)
            .Select(credential => Google.Protobuf.ByteString.CopyFrom(credential.Digest)));
        return client;
    }

    private async Task ChangedAsync(string id, Caller by, string change, CancellationToken ct)
    {
        logger.ClientChanged(id, by.Id, change);
        await directory.RefreshAsync(ct);
    }

    [GeneratedRegex(
        @"\A[a-z0-9][a-z0-9-]{1,62}[a-z0-9]\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 50)]
    private static partial Regex Id { get; }
}

/// <summary>Every way a change of the registry can end.</summary>
internal abstract record RegistryOutcome
{
    private RegistryOutcome()
    {
    }

    public sealed record Done(Client Client, string ApiKey) : RegistryOutcome;

    public sealed record Exists : RegistryOutcome;

    public sealed record Unknown : RegistryOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : RegistryOutcome;
}
