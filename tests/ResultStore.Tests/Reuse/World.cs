using System.Globalization;
using Google.Protobuf;
using ResultStore.Catalogue;
using ResultStore.Reuse;
using ResultStore.V1;

namespace ResultStore.Tests.Reuse;

/// <summary>A made-up catalogue with its past and future, a dossier, and what the store holds of its holders: small
/// enough that everything meets everything.</summary>
internal sealed class World
{
    public const string ProcedureCode = "1.004194";

    private static readonly DateOnly Today = new(2026, 3, 31);
    private static readonly string[] AgencyCodes = ["H17", "H17.15", "H17.33", "H48", "H48.15", "G05"];
    private static readonly string[] IssuerForms =
        ["H17", "000.00.15.H17", "H17.15", "H17.33.2", "H48", "H48.15", "000.00.15.H48", "H48.15.7", "G05", "K09",
            "H99"];

    private static readonly string[] TypeCodes =
        ["KQ.H17.000001", "KQ.H17.000002", "1.000003", "KQ.H17.000004"];

    private static readonly string[] PushedTypes =
        ["KQ.H17.000001", "KQ.H17.000002", "1.000003", "1.000003.000.00.00.H17", "2.000001", "2.000001.000.00.00.H48",
            "KQ.H17.000004"];

    private readonly Dice _dice;
    private readonly List<CatalogueEntry> _texts = [];

    public World(int seed)
    {
        _dice = new Dice(seed);
        foreach (var version in Enumerable.Range(1, 1 + _dice.Roll(3)))
        {
            AddVersion(version);
        }

        Question = new ReuseQuestion(
            _dice.Pick(ProcedureCode, ProcedureCode, ProcedureCode, ProcedureCode + ".000.00.00.H17", "9.999999"),
            Today,
            _dice.Once(4) ? null : Today.AddDays(_dice.Roll(40) - 5),
            _dice.Once(4) ? _dice.Some(["TP1", "TP2", "TP3", "TP9"], 2) : []);
        Candidates = new Candidates(
            [.. Enumerable.Range(0, _dice.Roll(7)).Select(MakeCandidate)],
            Complete: !_dice.Once(8));
    }

    public IReadOnlyList<CatalogueEntry> Texts => _texts;

    public CatalogueDay Catalogue => CatalogueSnapshot.Of(9, _texts).On(Today);

    public ReuseQuestion Question { get; }

    public Candidates Candidates { get; }

    private void AddVersion(int version)
    {
        var from = Today.AddDays(_dice.Roll(40) - 30);
        if (version == 1 || _dice.Once(2))
        {
            Add(version, from, MakeProcedure());
        }

        foreach (var code in TypeCodes.Where(_ => version == 1 || _dice.Once(3)))
        {
            var type = new ResultType { Code = code, Name = code, ValidityMonths = _dice.Pick(0, 0, 1, 2) };
            if (code == "KQ.H17.000001" && !_dice.Once(4))
            {
                type.Aliases.Add("2.000001");
            }

            Add(version, from, type);
        }

        foreach (var code in AgencyCodes.Where(_ => !_dice.Once(4)))
        {
            var agency = new Agency { Code = code, Name = code, Level = (AgencyLevel)_dice.Roll(5) };
            if (code == "G05" && _dice.Once(2))
            {
                agency.OtherCodes.Add("K09");
            }

            Add(version, from, agency);
        }

        for (var count = _dice.Roll(4); count > 0; count--)
        {
            Add(version, from, new AgencySuccession
            {
                FromCode = _dice.Pick("H48", "H48.15", "H17", "G05"),
                ToCode = _dice.Pick("H17", "H17.15", "H48", "K09"),
                EffectiveOn = Today.AddDays(_dice.Roll(21) - 15).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            });
        }
    }

    private void Add(int version, DateOnly from, IMessage body)
    {
        var (kind, key) = (CatalogueEntry.KindOf(body), CatalogueEntry.KeyOf(body));
        _texts.RemoveAll(text => text.Kind == kind && text.Code == key && text.Version == version);
        var text = new CatalogueEntry(kind, key, version, from, version > 1 && _dice.Once(12) ? null : body);

        // In any order, as a database gives them.
        _texts.Insert(_dice.Roll(_texts.Count + 1), text);
    }

    private V1.Procedure MakeProcedure()
    {
        var procedure = new V1.Procedure { Code = ProcedureCode, Name = "Thủ tục" };
        for (var i = 1; i <= 1 + _dice.Roll(4); i++)
        {
            var component = new V1.Component
            {
                Code = $"TP{i}",
                Name = $"Giấy {i}",
                Need = _dice.Pick(ComponentNeed.Required, ComponentNeed.Required, ComponentNeed.Conditional),
            };
            if (_dice.Once(2))
            {
                component.AlternativeSet = _dice.Pick("A", "A", "B");
                component.Alternative = _dice.Pick("1", "2");
            }

            component.Rules.Add(Enumerable.Range(1, _dice.Roll(4)).Select(MakeRule));
            procedure.Components.Add(component);
        }

        return procedure;
    }

    private V1.SubstitutionRule MakeRule(int number)
    {
        var rule = new V1.SubstitutionRule { Code = $"R{number}", LegalBasis = "NĐ" };
        rule.Parts.Add(Enumerable.Range(0, _dice.Pick(1, 1, 2, 3)).Select(_ => MakePart()));
        return rule;
    }

    private V1.SubstitutionPart MakePart()
    {
        var part = new V1.SubstitutionPart
        {
            Holder = (HolderCondition)_dice.Pick(0, 1, 2, 2, 3, 4, 4),
            NotOlderThanDays = _dice.Pick(0, 0, 0, 10, 30),
            NotOlderThanMonths = _dice.Pick(0, 0, 0, 1),
            Validity = (ValidityCondition)_dice.Roll(3),
        };
        part.ResultTypeCodes.Add(_dice.Pick(TypeCodes));
        part.ResultTypeCodes.Add(_dice.Some(TypeCodes, 3));
        part.IssuedByAgencies.Add(_dice.Once(3) ? _dice.Some(["H17", "H17.15", "K09"], 2) : []);
        part.IssuedByLevels.Add(_dice.Once(3)
            ? _dice.Some([AgencyLevel.Province, AgencyLevel.Commune, AgencyLevel.Central], 2)
            : []);
        part.ValueClasses.Add(_dice.Once(5) ? [(ValueClass)(1 + _dice.Roll(4))] : []);
        return part;
    }

    private Candidate MakeCandidate(int number) => new()
    {
        Code = $"C{number}",
        BelongsTo = (HolderRoles)_dice.Pick(1, 1, 1, 2, 2, 3, 4, 5, 6, 0),
        ResultTypeCode = _dice.Pick(PushedTypes),
        AgencyCode = _dice.Pick(IssuerForms),
        IssuedOn = Today.AddDays(2 - _dice.Roll(45)),
        ValidUntil = _dice.Once(2) ? null : Today.AddDays(_dice.Roll(60) - 5),
        EndsOn = _dice.Once(8) ? Today.AddDays(_dice.Roll(20) - 3) : null,
        ValueClass = (ValueClass)_dice.Pick(1, 1, 1, 2, 3, 4),
        Status = (global::ResultStore.Storage.ResultStatus)_dice.Pick(1, 1, 1, 1, 1, 2, 3, 4, 5),
    };
}
