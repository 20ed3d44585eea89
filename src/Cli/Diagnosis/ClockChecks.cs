using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using Cli.Setup;

namespace Cli.Diagnosis;

/// <summary>Does this machine's clock agree with the server and the time-stamp authorities, within 2 s?</summary>
internal sealed class ClockChecks(TimeProvider clock)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<Finding>> RunAsync(StoreSettings settings, CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        List<Finding> findings = [.. await CheckServerAsync(http, settings.Ops, ct)];
        foreach (var authority in settings.TimestampAuthorities)
        {
            findings.AddRange(await CheckAuthorityAsync(http, settings, authority, ct));
        }

        return findings;
    }

    private async Task<IReadOnlyList<Finding>> CheckServerAsync(
        HttpClient http, string ops, CancellationToken ct)
    {
        try
        {
            var asked = clock.GetUtcNow();
            using var answer = await http.GetAsync(new Uri($"http://{ops}/health"), ct);
            var answered = clock.GetUtcNow();
            var why = (await answer.Content.ReadAsStringAsync(ct)).Trim().ReplaceLineEndings(" ");
            if (!answer.IsSuccessStatusCode)
            {
                return
                [
                    Finding.Fault(
                        "server",
                        $"{ops}: chưa sẵn sàng ({(int)answer.StatusCode} {why})",
                        $"{ops}: not ready ({(int)answer.StatusCode} {why})"),
                ];
            }

            // The Date header is cut to the second: it may lag by up to one.
            var time = answer.Headers.Date is { } theirs
                ? Judge($"http://{ops}", theirs, theirs.AddSeconds(1), asked, answered)
                : Finding.Good("server", $"{ops}: sẵn sàng", $"{ops}: ready");
            return why.StartsWith("Degraded", StringComparison.Ordinal)
                ? [time, Finding.Warning("server", $"{ops}: chạy, nhưng còn thiếu: {why}", $"{ops}: runs, but: {why}")]
                : [time];
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
        {
            ct.ThrowIfCancellationRequested();
            return
            [
                Finding.Warning(
                    "server", $"{ops}: không chạy hoặc không tới được", $"{ops}: not running, or out of reach"),
            ];
        }
    }

    private async Task<IReadOnlyList<Finding>> CheckAuthorityAsync(
        HttpClient http, StoreSettings settings, string authority, CancellationToken ct)
    {
        try
        {
            var request = Rfc3161TimestampRequest.CreateFromData(
                "tthc doctor"u8,
                HashAlgorithmName.SHA256,
                nonce: RandomNumberGenerator.GetBytes(8),
                requestSignerCertificates: true);
            using var body = new ByteArrayContent(request.Encode());
            body.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
            var asked = clock.GetUtcNow();
            using var answer = await http.PostAsync(new Uri(authority), body, ct);
            var answered = clock.GetUtcNow();
            answer.EnsureSuccessStatusCode();
            var token = request.ProcessResponse(await answer.Content.ReadAsByteArrayAsync(ct), out _);
            return
            [
                TimestampTrustChecks.Judge(settings, authority, token.AsSignedCms().Encode()),
                Judge(authority, token.TokenInfo.Timestamp, token.TokenInfo.Timestamp, asked, answered),
            ];
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException or CryptographicException)
        {
            ct.ThrowIfCancellationRequested();
            return
            [
                Finding.Fault(
                    "time-stamps", $"{authority}: không cấp được dấu thời gian ({away.Message})",
                    $"{authority}: no time-stamp ({away.Message})"),
            ];
        }
    }

    private static Finding Judge(
        string source,
        DateTimeOffset earliest,
        DateTimeOffset latest,
        DateTimeOffset asked,
        DateTimeOffset answered)
    {
        var ahead = asked - latest;
        var behind = earliest - answered;
        var off = ahead > behind ? ahead : behind;
        var seconds = Math.Max(0, off.TotalSeconds).ToString("0.0", CultureInfo.InvariantCulture);
        return off > Tolerance
            ? Finding.Fault("clock", $"lệch {seconds} s so với {source}", $"{seconds} s away from {source}")
            : Finding.Good("clock", $"khớp với {source}", $"agrees with {source}");
    }
}
