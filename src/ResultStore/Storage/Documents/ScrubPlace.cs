using System.Globalization;
using System.Text;

namespace ResultStore.Storage;

/// <summary>How far the reading of all documents is, and which server does it; a fact of the store, as text.</summary>
/// <param name="NextBucket">4096: the last pass is through.</param>
/// <param name="StartedAt">Of the last pass.</param>
/// <param name="LeaseUntil">Until when it is the owner's alone.</param>
/// <param name="SeenAt">When rows and folder last belonged together.</param>
/// <param name="Owner">A server, until it stops.</param>
internal sealed record ScrubPlace(
    int NextBucket, DateTimeOffset StartedAt, DateTimeOffset LeaseUntil, DateTimeOffset SeenAt, string Owner)
{
    /// <summary>Of a store that nothing has looked at.</summary>
    public static ScrubPlace None { get; } =
        new(Buckets.Count, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "-");

    public bool IsThrough => NextBucket >= Buckets.Count;

    /// <exception cref="FormatException">A newer program wrote it.</exception>
    public static ScrubPlace Of(byte[] fact)
    {
        var parts = Encoding.ASCII.GetString(fact).Split(' ');
        return parts.Length == 5
            ? new ScrubPlace(
                int.Parse(parts[0], CultureInfo.InvariantCulture), Time(parts[1]), Time(parts[2]), Time(parts[3]),
                parts[4])
            : throw new FormatException("The place of the scrub is of another form.");

        static DateTimeOffset Time(string text) =>
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, CultureInfo.InvariantCulture));
    }

    public byte[] ToBytes() => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{NextBucket} {StartedAt.ToUnixTimeMilliseconds()} {LeaseUntil.ToUnixTimeMilliseconds()} "
        + $"{SeenAt.ToUnixTimeMilliseconds()} {Owner}"));
}
