using Cli.Keys;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Proof.Cms;
using ResultStore.Validation.Revocation;
using RevocationMode = Proof.Cms.RevocationMode;

namespace Cli.Diagnosis;

/// <summary>Asks what the server would ask for the evidence in a seal: the folder of lists, then the authorities, by
/// the same settings and under the same limits.</summary>
internal sealed class SealRevocation(RevocationOptions options, AlgorithmPolicy algorithms, TimeProvider clock)
    : IDisposable
{
    private const int MostRounds = 3;

    private readonly Silences _silences = new();
    private readonly CrlFolder _lists = new(Options.Create(options), clock, NullLogger<CrlFolder>.Instance);
    private EvidenceHttp? _http;

    /// <summary>What is lacking.</summary>
    public enum Lack
    {
        Nothing,
        Evidence,
        Revoked,
    }

    /// <summary>Authorities that gave nothing, and why: each once, however often it was asked.</summary>
    public IEnumerable<(string Host, string Why)> Silent =>
        _silences.All.Select(each => (each.Key, string.Join("; ", each.Value)));

    /// <param name="chain">Leaf first.</param>
    /// <param name="anchors">Where it may end; its own roots count as well.</param>
    /// <param name="ct">Ends the asking: what did not come until then is lacking.</param>
    /// <returns>With <see cref="Lack.Evidence"/>: about whom.</returns>
    public async Task<(Lack Lack, string About)> AskAsync(
        IReadOnlyList<Certificate> chain, TrustAnchors anchors, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var roots = chain.Skip(1).Where(each => each.IsSelfIssued || anchors.Contains(each));

        // Also the anchor that issued the topmost certificate, where the chain leaves it out.
        var anchor = SealChain.Follow(chain, anchors, now).Certificates.TakeLast(1).Where(anchors.Contains);
        var request = new ChainRequest
        {
            Target = chain[0],
            Pool = chain,
            Anchors = new TrustAnchors([.. roots, .. anchor]),
            Revocation = RevocationMode.Required,
            EvidenceAlgorithms = algorithms,
            Now = now,
            SignatureTime = now,
        };
        List<Crl> crls = [];
        List<OcspResponse> responses = [];
        var verdict = ChainValidator.Validate(request);
        for (var round = 0; round < MostRounds && verdict.RevocationGaps.Any(); round++)
        {
            foreach (var (certificate, issuer) in verdict.RevocationGaps.ToList())
            {
                crls.AddRange(_lists.Of(issuer.Subject));
                var answer = await FetchAsync(certificate, issuer, ct);
                crls.AddRange(answer?.Crl is { } crl ? [crl] : []);
                responses.AddRange(answer?.OcspResponse is { } response ? [response] : []);
            }

            verdict = ChainValidator.Validate(
                request with { Evidence = RevocationEvidence.Of([.. crls.Distinct()], responses) });
        }

        return verdict.Revocation.Any(status => status is RevocationStatus.Revoked) ? (Lack.Revoked, "")
            : verdict.RevocationGaps.Any() || verdict.Revocation.Count == 0
                ? (Lack.Evidence,
                    string.Join("; ", verdict.RevocationGaps.Select(gap => Named(gap.Certificate))) + Why())
                : (Lack.Nothing, "");
    }

    public void Dispose() => _http?.Dispose();

    /// <summary>Where nobody is named who could tell, no setting helps.</summary>
    private static string Named(Certificate certificate) =>
        certificate.OcspUrls.Count == 0 && certificate.CrlUrls.Count == 0
            ? $"{certificate} (names neither a responder nor a list)"
            : $"{certificate}";

    private string Why() => options.Network ? "" : " (Revocation:Network = false)";

    private async Task<EvidenceAnswer?> FetchAsync(Certificate about, Certificate issuer, CancellationToken ct)
    {
        if (!options.Network)
        {
            return null;
        }

        _http ??= new EvidenceHttp(Options.Create(options), _silences);
        foreach (var question in EvidenceQuestion.Ocsp(about, issuer).Concat(EvidenceQuestion.Crl(about, issuer)))
        {
            try
            {
                if (await question.AskAsync(_http, options, ct) is { } body
                    && question.Read(body, clock.GetUtcNow()) is { Settles: true } answer)
                {
                    return answer;
                }
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Why authorities gave nothing, as the server's log would say it: what stands there as host and
    /// reason.</summary>
    private sealed class Silences : ILogger<EvidenceHttp>
    {
        private readonly SortedDictionary<string, SortedSet<string>> _all = new(StringComparer.Ordinal);

        public IReadOnlyDictionary<string, SortedSet<string>> All => _all;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var said = (state as IEnumerable<KeyValuePair<string, object?>> ?? []).ToDictionary();
            var host = said.GetValueOrDefault("Host")?.ToString() ?? "";
            var why = (said.GetValueOrDefault("Reason") ?? said.GetValueOrDefault("Gap"))?.ToString();
            if (!_all.TryGetValue(host, out var reasons))
            {
                _all[host] = reasons = new SortedSet<string>(StringComparer.Ordinal);
            }

            reasons.Add(why ?? formatter(state, exception));
        }
    }
}
