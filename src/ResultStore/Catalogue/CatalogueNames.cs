using ResultStore.V1;

namespace ResultStore.Catalogue;

/// <summary>Names for codes, as they were on a day. Empty where the catalogue has none, or is not read yet.</summary>
internal sealed class CatalogueNames(CatalogueCache cache)
{
    public string OfAgency(string code, DateOnly day) => cache.Current is { } current && cache.Today is { } today
        ? current.NameOf(EntryKind.Agency, today.AgencyCodeOf(code), day)
        : "";

    public string OfResultType(string code, DateOnly day) => cache.Current is { } current && cache.Today is { } today
        ? current.NameOf(EntryKind.ResultType, today.TypeCode(code), day)
        : "";

    public string OfProcedure(string code, DateOnly day) => cache.Current is { } current && cache.Today is { } today
        ? current.NameOf(EntryKind.Procedure, today.FindProcedureEntry(code)?.Code ?? code, day)
        : "";
}
