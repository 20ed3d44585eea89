namespace Proof.Pades;

/// <summary>What a signature shows on the page. Lengths are millimetres on paper.</summary>
public abstract record SignatureAppearance
{
    private SignatureAppearance()
    {
    }

    /// <summary>
    /// Nothing: for a seal on a document that already shows the code, or a signature nobody needs to see.
    /// </summary>
    public sealed record Invisible : SignatureAppearance;

    /// <summary>
    /// A QR symbol with its quiet zone, and under it the code, the host and, in development, a warning.
    /// </summary>
    /// <param name="Modules">[row, column], first row on top, dark is true; with or without a light border.</param>
    /// <param name="Code">The printed form of the result's code.</param>
    /// <param name="Host">Where the code can be typed.</param>
    public sealed record QrCode(bool[,] Modules, string Code, string Host) : SignatureAppearance
    {
        /// <summary>Third line, such as <c>DEVELOPMENT, NOT VALID</c>; none when null.</summary>
        public string? Mark { get; init; }

        /// <summary>Width of the white square that holds the symbol and its quiet zone. Default 28.</summary>
        public double Width { get; init; } = 28;
    }

    /// <summary>A framed box with lines of text: who signed, when, as what.</summary>
    /// <param name="Lines">Top to bottom; the first is written bold.</param>
    public sealed record NameBox(IReadOnlyList<string> Lines) : SignatureAppearance
    {
        /// <summary>Default 60.</summary>
        public double Width { get; init; } = 60;
    }
}
