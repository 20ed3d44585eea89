using Proof.Pades;
using ResultStore.V1;

namespace ResultStore.Validation;

/// <summary>What a kind of paper asks of its documents. The catalogue says it, intake and sealing obey; none knows the
/// other.</summary>
internal sealed class PaperPolicies
{
    private volatile Func<string, PaperPolicy> _of = _ => PaperPolicy.Unsaid;

    /// <summary>What is in force today.</summary>
    public PaperPolicy Of(string resultTypeCode) => _of(resultTypeCode);

    /// <param name="of">Asked for each document; never throws, never waits.</param>
    public void Follow(Func<string, PaperPolicy> of) => _of = of;
}

/// <summary>What one kind of paper asks.</summary>
internal sealed record PaperPolicy
{
    /// <summary>Of a kind that nothing is said about.</summary>
    public static PaperPolicy Unsaid { get; } = new();

    /// <summary>Whose signatures it needs; null: the store's default.</summary>
    public IReadOnlyList<V1.SignerKind>? Signers { get; init; }

    /// <summary>Where the seal's QR goes; null: where there is room (frozen.md, 4).</summary>
    public PagePosition? Place { get; init; }

    /// <summary>What the QR tells anyone; empty: all of it.</summary>
    public IReadOnlyList<PublicField> PublicFields { get; init; } = [];

    /// <summary>Whether a paper that names no last day runs out all the same.</summary>
    public bool HasTerm { get; init; }

    public static PaperPolicy From(ResultType type) => new()
    {
        Signers = type.Signatures is { RequiredSigners: { Count: > 0 } signers } ? signers : null,
        Place = type.Qr is { } place && !place.Equals(new QrPlace()) ? PositionOf(place) : null,
        PublicFields = type.PublicFields,
        HasTerm = type.ValidityMonths > 0,
    };

    private static PagePosition PositionOf(QrPlace place) => new(
        Math.Max(place.Page, 1),
        place.Corner switch
        {
            V1.PageCorner.BottomRight => Proof.Pades.PageCorner.BottomRight,
            V1.PageCorner.TopLeft => Proof.Pades.PageCorner.TopLeft,
            V1.PageCorner.TopRight => Proof.Pades.PageCorner.TopRight,
            _ => Proof.Pades.PageCorner.BottomLeft,
        },
        place.HorizontalMm > 0 ? place.HorizontalMm : PagePosition.DefaultMargin,
        place.VerticalMm > 0 ? place.VerticalMm : PagePosition.DefaultMargin);
}
