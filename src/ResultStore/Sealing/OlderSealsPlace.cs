using System.Globalization;
using System.Text;
using ResultStore.Storage;

namespace ResultStore.Sealing;

/// <summary>How far the search for seals of a lower level is; a fact of the store, as text.</summary>
/// <param name="NextBucket">4096: the last search is through.</param>
/// <param name="Target">What it asks for.</param>
/// <param name="Since">Of files sealed from then on.</param>
/// <param name="StartedAt">Of the last search.</param>
internal sealed record OlderSealsPlace(
    int NextBucket, SealLevel Target, DateTimeOffset Since, DateTimeOffset StartedAt)
{
    public const string Fact = "older-seals";

    /// <summary>Of a store that was never asked to.</summary>
    public static OlderSealsPlace None { get; } =
        new(Buckets.Count, SealLevel.Unknown, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    public bool IsThrough => NextBucket >= Buckets.Count;

    /// <exception cref="FormatException">A newer program wrote it.</exception>
    public static OlderSealsPlace Of(byte[] fact)
    {
        var parts = Encoding.ASCII.GetString(fact).Split(' ');
        return parts.Length == 4
            ? new OlderSealsPlace(
                int.Parse(parts[0], CultureInfo.InvariantCulture),
                (SealLevel)short.Parse(parts[1], CultureInfo.InvariantCulture), Time(parts[2]), Time(parts[3]))
            : throw new FormatException("The place of the search for older seals is of another form.");

        static DateTimeOffset Time(string text) =>
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, CultureInfo.InvariantCulture));
    }

    public byte[] ToBytes() => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{NextBucket} {(short)Target} {Since.ToUnixTimeMilliseconds()} {StartedAt.ToUnixTimeMilliseconds()}"));
}
