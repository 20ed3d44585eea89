using Proof.Pades;
using ResultStore.V1;

namespace ResultStore.Access;

/// <summary>A registered system that has proved who it is. Only <see cref="CallerDirectory"/> makes one.</summary>
internal sealed class Caller
{
    private readonly bool _allAgencies;
    private readonly AgencyCode[] _agencies;

    internal Caller(
        string id,
        IReadOnlyList<ClientRole> roles,
        IReadOnlyList<string> agencies,
        int callsPerSecond,
        bool acceptsUnprovedTime,
        ModificationAllowance allowedChanges = ModificationAllowance.Signatures)
    {
        Id = id;
        Roles = roles.ToHashSet();
        CallsPerSecond = callsPerSecond;
        AcceptsUnprovedTime = acceptsUnprovedTime;
        AllowedChanges = allowedChanges;
        _allAgencies = agencies.Contains("*");
        _agencies = [.. agencies.Select(text => AgencyCode.TryParse(text, out var code) ? code : default)
            .Where(code => code.Canonical is not null)];
    }

    public string Id { get; }

    /// <summary>The agencies it acts for, each with all below it; <c>*</c>: every agency.</summary>
    public IReadOnlyList<string> Agencies =>
        _allAgencies ? ["*"] : [.. _agencies.Select(agency => agency.Canonical)];

    public IReadOnlySet<ClientRole> Roles { get; }

    /// <summary>Calls a second on average; 0: the server's default.</summary>
    public int CallsPerSecond { get; }

    /// <summary>True where back-fill of documents without proved signing time is allowed (frozen.md, 6).</summary>
    public bool AcceptsUnprovedTime { get; }

    /// <summary>The most that may have been done to its documents after a signature.</summary>
    public ModificationAllowance AllowedChanges { get; }

    /// <summary>Its agency's canonical code, where it acts for one only; else empty.</summary>
    public string OnlyAgency => !_allAgencies && _agencies.Length == 1 ? _agencies[0].Canonical : "";

    public bool Has(ClientRole role) => Roles.Contains(role);

    /// <summary>Whether the system acts for the agency or for one above it.</summary>
    public bool ActsFor(AgencyCode agency) =>
        _allAgencies || Array.Exists(_agencies, own => own.Covers(agency));
}
