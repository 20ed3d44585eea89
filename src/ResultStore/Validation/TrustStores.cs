using Microsoft.Extensions.Options;
using Proof.Cms;
using Proof.Pades;
using ResultStore.Validation.Anchors;

namespace ResultStore.Validation;

/// <summary>
/// The configured anchors, rules and algorithm table. The folders of anchors are read again when they change; the rest
/// is read once at start, and a broken file of it stops the start.
/// </summary>
internal sealed class TrustStores
{
    private readonly Lock _lock = new();
    private readonly TrustFolders _folders;
    private readonly ILogger<TrustStores> _logger;
    private IReadOnlySet<TrustedAnchor> _anchors;
    private Dictionary<string, TrustFault> _told = new(StringComparer.Ordinal);
    private string? _voidDate;
    private volatile TrustSnapshot _current;
    private volatile IReadOnlyList<TrustFault> _faults = [];

    /// <exception cref="InvalidDataException">Settings, table or folders cannot be used: the start fails.</exception>
    public TrustStores(IOptions<TrustOptions> options, ILogger<TrustStores> logger)
    {
        var trust = options.Value;
        _logger = logger;
        _folders = new TrustFolders(trust);
        (_anchors, _current) = (_folders.All, _folders.Take());
        Algorithms = AlgorithmTable.Read(trust.Algorithms);
        SignerRules = [.. trust.SignerRules.Select(rule => rule.Read()).OrderBy(Rank), .. DefaultSignerRules.All];
        SignaturePolicies = new SignaturePolicyRules
        {
            Known = [.. trust.SignaturePolicies.Select(policy => policy.Read())],
            Unknown = trust.UnknownSignaturePolicies == UnknownSignaturePolicy.ApplyOwnRules
                ? UnknownSignaturePolicies.ApplyOwnRules
                : UnknownSignaturePolicies.Refuse,
        };
        TellFaults();
    }

    /// <summary>Whom the store trusts by now. Take it once for all that has to fit together.</summary>
    public TrustSnapshot Current => _current;

    /// <summary>What of the folders is not as it should be, by now.</summary>
    public IReadOnlyList<TrustFault> Faults => _faults;

    public AlgorithmPolicy Algorithms { get; }

    /// <summary>Registered certificates and keys, then policies, then subjects, whatever order they are written in; of
    /// one kind as written (frozen.md, 6).</summary>
    public IReadOnlyList<SignerRule> SignerRules { get; }

    /// <summary>Signature policies that may be named, and what becomes of others.</summary>
    public SignaturePolicyRules SignaturePolicies { get; }

    /// <summary>Looks at the folders again and exchanges the snapshot where they hold other certificates.</summary>
    /// <returns>False: something is being changed just now; look again soon.</returns>
    public bool Refresh()
    {
        lock (_lock)
        {
            var isSettled = _folders.Look();
            var now = _folders.All;
            if (!now.SetEquals(_anchors))
            {
                var before = _anchors;
                (_anchors, _current) = (now, _folders.Take());
                foreach (var gone in before.Except(now))
                {
                    _logger.AnchorRemoved(gone.Use, gone.Store, gone.Certificate.Subject, gone.Sha256);
                }

                foreach (var come in now.Except(before))
                {
                    _logger.AnchorAdded(come.Use, come.Store, come.Certificate.Subject, come.Sha256);
                }
            }

            TellFaults();
            return isSettled;
        }
    }

    /// <summary>Each once, until it is another.</summary>
    private void TellFaults()
    {
        var (now, told) = (_folders.Faults.ToDictionary(each => each.Path, StringComparer.Ordinal), _told);
        (_told, _faults) = (now, [.. now.Values.Where(each => each.IsSerious)]);
        foreach (var fault in now.Values.Where(each => !each.Equals(told.GetValueOrDefault(each.Path))))
        {
            if (fault.IsSerious)
            {
                _logger.TrustFaulty(fault.Path, fault.Sentence);
            }
            else
            {
                _logger.TrustDoubtful(fault.Path, fault.Sentence);
            }
        }

        foreach (var path in told.Keys.Where(each => !now.ContainsKey(each)))
        {
            _logger.TrustInOrder(path);
        }

        if (_folders.VoidDate is { } sha256 && sha256 != _voidDate)
        {
            _logger.SunsetDateVoid(sha256);
        }

        _voidDate = _folders.VoidDate;
    }

    private static int Rank(SignerRule rule) => rule switch
    {
        RegisteredCertificateRule or RegisteredKeyRule => 0,
        CertificatePolicyRule => 1,
        _ => 2,
    };
}
