namespace Proof.Pades;

/// <summary>What a signature says and where it goes.</summary>
public sealed record SignatureOptions
{
    /// <summary>
    /// The claimed time, written as /M; its offset is kept. A CAdES signature in a PDF carries no other.
    /// </summary>
    public required DateTimeOffset SigningTime { get; init; }

    /// <summary>What the page shows. Default: nothing.</summary>
    public SignatureAppearance Appearance { get; init; } = new SignatureAppearance.Invisible();

    /// <summary>Where the picture goes. Default: bottom left, else bottom right of page 1.</summary>
    public PagePosition? Position { get; init; }

    /// <summary>Partial name of a new signature field; a number is added where it is taken.</summary>
    public string FieldName { get; init; } = "Signature";

    /// <summary>What a screen reader says for the field (/TU); none when null.</summary>
    public string? Tooltip { get; init; }

    /// <summary>Who signs (/Name), or null.</summary>
    public string? Name { get; init; }

    /// <summary>Why (/Reason), or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Where (/Location), or null.</summary>
    public string? Location { get; init; }

    /// <summary>
    /// Room left for the CMS, in bytes. Default 16 KiB: a chain of RSA certificates and a time-stamp token.
    /// </summary>
    public int ContentsReserve { get; init; } = 16 << 10;

    /// <summary>
    /// Makes this the certification signature with the given permissions; only as the first signature of a file.
    /// </summary>
    public DocMdp? Certify { get; init; }

    /// <summary>Fields that nobody may change after this signature, or null.</summary>
    public SignatureLock? Lock { get; init; }
}

/// <summary>What may be done to a certified document.</summary>
/// <remarks>ISO 32000-1, table 254.</remarks>
public enum DocMdp
{
    /// <summary>Nothing.</summary>
    NoChanges = 1,

    /// <summary>Fill in forms and sign.</summary>
    FormFilling = 2,

    /// <summary>Fill in forms, sign, annotate.</summary>
    Annotations = 3,
}

/// <summary>The fields a signature locks.</summary>
/// <remarks>ISO 32000-1, tables 233 and 256.</remarks>
public abstract record SignatureLock
{
    private SignatureLock()
    {
    }

    /// <summary>Every field.</summary>
    public sealed record All : SignatureLock;

    /// <summary>The named fields and those below them.</summary>
    public sealed record Include(IReadOnlyList<string> Fields) : SignatureLock;

    /// <summary>Every field but the named ones.</summary>
    public sealed record Exclude(IReadOnlyList<string> Fields) : SignatureLock;
}

/// <summary>A place on a page as a reader sees it, rotation applied.</summary>
/// <param name="Page">1 is the first page, -1 the last.</param>
/// <param name="Corner">The corner of the visible page that the distances are measured from.</param>
/// <param name="X">Millimetres from the side edge to the picture.</param>
/// <param name="Y">Millimetres from the lower or upper edge to the picture.</param>
public sealed record PagePosition(int Page, PageCorner Corner, double X, double Y)
{
    /// <summary>Millimetres from both edges where nothing else is said: most printers leave that much white.</summary>
    public const double DefaultMargin = 4;
}

/// <summary>A corner of the page as displayed.</summary>
public enum PageCorner
{
    BottomLeft,
    BottomRight,
    TopLeft,
    TopRight,
}
