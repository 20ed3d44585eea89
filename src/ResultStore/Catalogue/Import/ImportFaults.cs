using Google.Protobuf;
using ResultStore.V1;

namespace ResultStore.Catalogue.Import;

/// <summary>
/// Where each message and field of an import stands in its file, and everything that is wrong with them: whoever mends
/// a file sees all of it at once.
/// </summary>
internal sealed class ImportFaults
{
    /// <summary>More are only counted.</summary>
    private const int MostTold = 1_000;

    private readonly List<CatalogueFault> _told = [];

    // By reference: messages with the same content stand in different places.
    private readonly Dictionary<IMessage, Place> _places = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<IMessage, Dictionary<string, int>> _lines = new(ReferenceEqualityComparer.Instance);

    public IReadOnlyList<CatalogueFault> Told => _told;

    public int Count { get; private set; }

    public void Add(Place place, FieldReason reason, string vietnamese, string english)
    {
        Count++;
        if (_told.Count < MostTold)
        {
            _told.Add(new CatalogueFault
            {
                File = place.File,
                Line = place.Line,
                Path = place.Path,
                Reason = reason,
                SentenceVi = vietnamese,
                SentenceEn = english,
            });
        }
    }

    /// <param name="message">An entry or a part of one.</param>
    /// <param name="field">Its field in the proto's spelling, an index included where it has one.</param>
    /// <param name="reason">What is wrong, for a program.</param>
    /// <param name="vietnamese">What is wrong.</param>
    /// <param name="english">The same.</param>
    public void Add(IMessage message, string field, FieldReason reason, string vietnamese, string english)
    {
        var place = _places.GetValueOrDefault(message, new Place("", 0, ""));
        var name = field.Split('[')[0];
        var line = _lines.GetValueOrDefault(message)?.GetValueOrDefault(name, place.Line) ?? place.Line;
        var path = place.Path.Length == 0 ? field : $"{place.Path}.{field}";
        Add(place with { Line = line, Path = path }, reason, vietnamese, english);
    }

    public void Missing(IMessage message, string field) =>
        Add(message, field, FieldReason.Missing, "Trường này bắt buộc phải có.", "This field is required.");

    /// <summary>Remembers where a message stands.</summary>
    public void Stands(IMessage message, Place place) => _places[message] = place;

    /// <summary>A message made from another one stands where that one does.</summary>
    public void StandsWhere(IMessage first, IMessage copy)
    {
        if (_places.TryGetValue(first, out var place))
        {
            _places[copy] = place;
        }
    }

    /// <summary>Remembers where a field of a message stands.</summary>
    public void Stands(IMessage message, string field, int line)
    {
        if (!_lines.TryGetValue(message, out var lines))
        {
            _lines.Add(message, lines = []);
        }

        lines[field] = line;
    }
}

/// <summary>A place in an imported file.</summary>
/// <param name="Line">From 1.</param>
internal readonly record struct Place(string File, int Line, string Path);
