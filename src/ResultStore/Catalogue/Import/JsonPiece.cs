using System.Text.Json;

namespace ResultStore.Catalogue.Import;

/// <summary>A JSON value that knows the line it stands on.</summary>
internal sealed class JsonPiece
{
    private const int MostDepth = 16;

    private JsonPiece(JsonTokenType kind, int line, string text)
    {
        Kind = kind;
        Line = line;
        Text = text;
    }

    /// <summary>Start tokens stand for whole objects and arrays.</summary>
    public JsonTokenType Kind { get; }

    /// <summary>From 1.</summary>
    public int Line { get; }

    /// <summary>Of strings, numbers and literals.</summary>
    public string Text { get; }

    public List<(string Name, JsonPiece Value)> Members { get; } = [];

    public List<JsonPiece> Items { get; } = [];

    /// <summary>Reads one whole document.</summary>
    /// <exception cref="JsonException">Not JSON; it says where.</exception>
    public static JsonPiece Parse(ReadOnlySpan<byte> utf8)
    {
        var options = new JsonReaderOptions
        {
            MaxDepth = MostDepth,
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
        };
        var reader = new Utf8JsonReader(utf8, options);
        var lines = new LineCount(utf8);
        reader.Read();
        var root = Read(ref reader, ref lines);
        while (reader.Read())
        {
        }

        return root;
    }

    private static JsonPiece Read(ref Utf8JsonReader reader, ref LineCount lines)
    {
        var line = lines.At((int)reader.TokenStartIndex);
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            var piece = new JsonPiece(JsonTokenType.StartObject, line, "");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                piece.Members.Add((name, Read(ref reader, ref lines)));
            }

            return piece;
        }

        if (reader.TokenType == JsonTokenType.StartArray)
        {
            var piece = new JsonPiece(JsonTokenType.StartArray, line, "");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                piece.Items.Add(Read(ref reader, ref lines));
            }

            return piece;
        }

        var text = reader.TokenType == JsonTokenType.String
            ? reader.GetString()!
            : System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
        return new JsonPiece(reader.TokenType, line, text);
    }

    private ref struct LineCount(ReadOnlySpan<byte> utf8)
    {
        private readonly ReadOnlySpan<byte> _utf8 = utf8;
        private int _position;
        private int _line = 1;

        /// <summary>Positions only go forward.</summary>
        public int At(int position)
        {
            _line += _utf8[_position..position].Count((byte)'\n');
            _position = position;
            return _line;
        }
    }
}
