namespace Proof.Pades;

/// <summary>A rectangle in points, lower left to upper right.</summary>
internal readonly record struct PageBox(double Left, double Bottom, double Right, double Top)
{
    public static readonly PageBox Empty;

    public double Width => Right - Left;

    public double Height => Top - Bottom;

    public bool IsEmpty => Width <= 0 || Height <= 0;

    public bool Overlaps(PageBox other) =>
        !IsEmpty && !other.IsEmpty
        && Left < other.Right && other.Left < Right && Bottom < other.Top && other.Bottom < Top;

    public bool Contains(PageBox other) =>
        Left <= other.Left && Bottom <= other.Bottom && Right >= other.Right && Top >= other.Top;

    public PageBox Intersect(PageBox other) => new(
        Math.Max(Left, other.Left), Math.Max(Bottom, other.Bottom),
        Math.Min(Right, other.Right), Math.Min(Top, other.Top));
}
