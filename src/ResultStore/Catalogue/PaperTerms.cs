using Proof.Qr;
using ResultStore.Storage;
using ResultStore.V1;
using ResultStatus = ResultStore.Storage.ResultStatus;

namespace ResultStore.Catalogue;

/// <summary>Where results stand and through which day they are valid, for everyone who tells it: a paper that names no
/// last day runs out by the term of its kind. From memory.</summary>
internal sealed class PaperTerms(CatalogueCache cache, TimeProvider clock)
{
    /// <summary>Where it stands now.</summary>
    /// <exception cref="StorageUnavailableException">Not known, as the catalogue was not read yet: it may have run
    /// out.</exception>
    public V1.ResultStatus StatusOf(ResultRow row) => StatusOf(row, clock.GetUtcNow());

    /// <inheritdoc cref="StatusOf(ResultRow)"/>
    public V1.ResultStatus StatusOf(ResultRow row, DateTimeOffset instant) =>
        row is { Status: ResultStatus.Valid, ValidUntil: null } && cache.Current is null
            ? throw NotRead()
            : StatusRules.On(row, LastDayOf(row), instant);

    /// <summary>The last day on which it is valid; null: no end, or none that is known.</summary>
    public DateOnly? LastDayOf(ResultRow row) => cache.Today is { } today
        ? today.LastDayOf(row.ResultTypeCode, row.IssuedOn, row.ValidUntil)
        : row.ValidUntil;

    /// <summary>The last day of a paper that names none, by the catalogue in force on a day; null: no end.</summary>
    /// <exception cref="StorageUnavailableException">As for <see cref="StatusOf(ResultRow)"/>.</exception>
    public DateOnly? LastDayByKind(string resultTypeCode, DateOnly issuedOn, DateOnly day) =>
        (cache.Current ?? throw NotRead()).On(day).LastDayOf(resultTypeCode, issuedOn, own: null);

    /// <summary>As written in messages; empty: no end.</summary>
    public string LastDayText(ResultRow row) => LastDayOf(row) is { } last ? CatalogueCodes.Text(last) : "";

    /// <summary>Whether the last day is not the paper's own but its kind's.</summary>
    public bool IsByKind(ResultRow row) => row.ValidUntil is null && LastDayOf(row) is not null;

    /// <summary>As the lists of agencies and of holders show it.</summary>
    /// <param name="row">The result.</param>
    /// <param name="instant">When: all of a list at once.</param>
    /// <exception cref="StorageUnavailableException">As for <see cref="StatusOf(ResultRow)"/>.</exception>
    public FoundResult Listed(ResultRow row, DateTimeOffset instant) => new()
    {
        Code = ResultCode.TryFromBytes(row.Code, out var code) ? code.ToString() : "",
        Status = StatusOf(row, instant),
        ResultTypeCode = row.ResultTypeCode,
        ResultName = ResultMetadata.Parser.ParseFrom(row.Metadata).ResultName,
        ResultNumber = row.ResultNumber,
        ProcedureCode = row.ProcedureCode,
        AgencyCode = row.AgencyCode,
        IssuedOn = CatalogueCodes.Text(row.IssuedOn),
        ValidUntil = LastDayText(row),
        ValidUntilByKind = IsByKind(row),
        ValueClass = (V1.ValueClass)row.ValueClass,
        StoredAtUnixMs = row.CreatedAt.ToUnixTimeMilliseconds(),
        SigningTimeUnproved = row.SigningTimeUnproved,
    };

    /// <summary>Whether it may be relied on now.</summary>
    /// <param name="row">Its kind and day of issue count.</param>
    /// <param name="status">As it stands in a transaction.</param>
    /// <param name="validUntil">The paper's own last day, as it stands in a transaction.</param>
    /// <exception cref="StorageUnavailableException">As for <see cref="StatusOf(ResultRow)"/>.</exception>
    public bool InForce(ResultRow row, ResultStatus status, DateOnly? validUntil) =>
        StatusOf(row with { Status = status, ValidUntil = validUntil }) == V1.ResultStatus.Valid;

    private static StorageUnavailableException NotRead() => new("The catalogue was not read yet.");
}
