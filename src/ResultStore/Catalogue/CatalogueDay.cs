using System.Collections.Frozen;
using ResultStore.V1;

namespace ResultStore.Catalogue;

/// <summary>The catalogue in force on one day; never changes.</summary>
internal sealed class CatalogueDay
{
    /// <summary>Length of a procedure's national code; what follows names the place that adapted it.</summary>
    private const int NationalCodeLength = 8;

    private readonly FrozenDictionary<string, CatalogueEntry> _procedureEntries;
    private readonly FrozenDictionary<string, CatalogueProcedure> _procedures;
    private readonly FrozenDictionary<string, ResultType> _types;
    private readonly FrozenDictionary<string, string> _typeAliases;
    private readonly AgencyMap _agencies;

    private readonly CatalogueSnapshot _history;

    internal CatalogueDay(CatalogueSnapshot history, DateOnly on)
    {
        _history = history;
        On = on;
        Entries = [.. history.InForce(on)];
        var byKind = Entries.ToLookup(entry => entry.Kind);
        _procedureEntries = byKind[EntryKind.Procedure].ToFrozenDictionary(entry => entry.Code);
        _procedures = _procedureEntries.ToFrozenDictionary(
            pair => pair.Key,
            pair => CatalogueProcedure.From((V1.Procedure)pair.Value.Body!));
        _types = byKind[EntryKind.ResultType].Select(entry => (ResultType)entry.Body!)
            .ToFrozenDictionary(type => type.Code);
        _typeAliases = AliasesOf(_types.Values);
        _agencies = new AgencyMap(
            byKind[EntryKind.Agency].Select(entry => (Agency)entry.Body!),
            byKind[EntryKind.Succession].Select(entry => (AgencySuccession)entry.Body!),
            on);
    }

    public long Version => _history.Version;

    public DateOnly On { get; }

    /// <summary>All of them, in no order.</summary>
    public IReadOnlyList<CatalogueEntry> Entries { get; }

    /// <summary>By code.</summary>
    public IEnumerable<CatalogueEntry> Procedures =>
        _procedureEntries.Values.OrderBy(entry => entry.Code, StringComparer.Ordinal);

    /// <summary>By the code as given or, where a place adapted a national procedure, by its national part.</summary>
    public CatalogueProcedure? FindProcedure(string code) =>
        _procedures.GetValueOrDefault(code) ?? _procedures.GetValueOrDefault(NationalCode(code));

    /// <summary>The entry that <see cref="FindProcedure"/> reads.</summary>
    public CatalogueEntry? FindProcedureEntry(string code) =>
        _procedureEntries.GetValueOrDefault(code) ?? _procedureEntries.GetValueOrDefault(NationalCode(code));

    /// <summary>The one code of a kind of paper, whatever code it was pushed under; unknown ones stay as they
    /// are.</summary>
    public string TypeCode(string code)
    {
        if (_types.ContainsKey(code))
        {
            return code;
        }

        if (_typeAliases.TryGetValue(code, out var type))
        {
            return type;
        }

        var national = NationalCode(code);
        return _types.ContainsKey(national) ? national : _typeAliases.GetValueOrDefault(national, code);
    }

    /// <summary>By its one code.</summary>
    public ResultType? FindType(string code) => _types.GetValueOrDefault(code);

    /// <summary>Whether it has kinds of paper, and none by this code or alias, now or when the paper was issued. A
    /// procedure's code may stand for the paper it ends with.</summary>
    public bool LacksType(string code, DateOnly issuedOn) => _types.Count > 0
        && FindType(TypeCode(code)) is null
        && _history.TypeOf(TypeCode(code), issuedOn) is null
        && FindProcedure(code) is null;

    /// <summary>
    /// The last day of a paper: its own; where it names none, its kind's term from the day of issue, as the catalogue
    /// had it on that day. Null: no end.
    /// </summary>
    public DateOnly? LastDayOf(string resultTypeCode, DateOnly issuedOn, DateOnly? own) =>
        own is null && _history.TypeOf(TypeCode(resultTypeCode), issuedOn) is { ValidityMonths: > 0 and var months }
            ? issuedOn.AddMonths(months)
            : own;

    /// <summary>The one code of an agency, whatever code it is or was known by; unknown ones stay as they
    /// are.</summary>
    public string AgencyCodeOf(string code) => _agencies.Known(code);

    /// <summary>Whether it has agencies, and none by this code in either form, now or when the paper was issued, nor
    /// one whose work another took over.</summary>
    public bool LacksAgency(string code, DateOnly issuedOn) =>
        !_agencies.IsEmpty && !_agencies.Has(code) && !_history.HasAgency(_agencies.Known(code), issuedOn);

    /// <summary>The level of an agency; null: the catalogue does not say.</summary>
    public AgencyLevel? LevelOf(string agency) => _agencies.LevelOf(agency);

    /// <summary>
    /// Whether a paper of <paramref name="issuer"/> counts as one of <paramref name="accepted"/>: it is that agency, a
    /// unit below it, or one whose work that agency has taken over by this day.
    /// </summary>
    public bool CountsAs(string issuer, string accepted) => _agencies.CountsAs(issuer, accepted);

    private static FrozenDictionary<string, string> AliasesOf(IEnumerable<ResultType> types)
    {
        var aliases = new Dictionary<string, string>();
        foreach (var type in types.OrderBy(type => type.Code, StringComparer.Ordinal))
        {
            foreach (var alias in type.Aliases)
            {
                aliases.TryAdd(alias, type.Code);
            }
        }

        return aliases.ToFrozenDictionary();
    }

    private static string NationalCode(string code) =>
        code.Length > NationalCodeLength && code[NationalCodeLength] == '.' && char.IsAsciiDigit(code[0])
            ? code[..NationalCodeLength]
            : code;
}
