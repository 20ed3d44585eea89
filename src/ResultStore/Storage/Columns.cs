using System.Data.Common;
using System.Globalization;

namespace ResultStore.Storage;

/// <summary>How values look in columns; the same in both engines.</summary>
internal static class Columns
{
    extension(DbDataReader reader)
    {
        public byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);

        public byte[]? BytesOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);

        public string? TextOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

        public long? LongOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

        public ResultId Id(int column) => ResultId.FromBytes(reader.Bytes(column));

        public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

        public DateTimeOffset? TimeOrNull(int column) => reader.IsDBNull(column) ? null : reader.Time(column);

        public DateOnly Date(int column) => FromNumber(reader.GetInt32(column));

        public DateOnly? DateOrNull(int column) => reader.IsDBNull(column) ? null : reader.Date(column);
    }

    public static int ToNumber(this DateOnly date) => (date.Year * 10000) + (date.Month * 100) + date.Day;

    private static DateOnly FromNumber(int number) => DateOnly.ParseExact(
        number.ToString("00000000", CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture);
}
