using System.Numerics;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>
/// Where a page's own content leaves marks, roughly: the boxes around lines of text, lines, filled shapes and pictures.
/// It serves to keep the seal off what people signed; it is no renderer.
/// </summary>
/// <remarks>
/// Left out: white fills, invisible text, and anything over half of the page (scans, backgrounds, frames), on which any
/// place is as good as another. Letters count as half an em wide. A stream that cannot be read leaves no marks.
/// </remarks>
internal sealed class PageMarks
{
    private const int MostContentBytes = 8 << 20;
    private const int MostTokens = 1_000_000;
    private const int MostMarks = 50_000;
    private const long StepsPerByte = 2;
    private const int StepsPerForm = 64;
    private const int DeepestForm = 4;
    private const double LetterWidth = 0.5;

    private readonly PdfView _view;
    private readonly PageBox _whole;
    private readonly double _background;
    private readonly PdfBudget _budget = new(PdfLimits.Default with { MaxTokens = MostTokens }, MostContentBytes);

    private PageMarks(PdfView view, PdfRectangle visible)
    {
        _view = view;
        _whole = new PageBox(visible.Left, visible.Bottom, visible.Right, visible.Top);
        _background = visible.Width * visible.Height / 2;
    }

    private List<PageBox> Boxes { get; } = [];

    /// <summary>Boxes in the page's own space; one over all of it where the document's steps do not suffice.</summary>
    public static IReadOnlyList<PageBox> Of(PdfView view, PdfPage page, PdfRectangle visible)
    {
        var marks = new PageMarks(view, visible);
        using var content = new MemoryStream();
        var contents = view.Resolve(page.Dictionary["Contents"]);
        var streams = contents is PdfArray array ? array.Items : [contents];
        foreach (var stream in streams.Select(view.Resolve).OfType<PdfStream>())
        {
            if (view.Document.TryDecode(stream, out var data, out _)
                && content.Length + data.Length <= MostContentBytes)
            {
                content.Write(data.Span);
                content.WriteByte((byte)'\n');
            }
        }

        if (!view.Document.Budget.TakeSteps(StepsPerByte * content.Length))
        {
            return [marks._whole];
        }

        var resources = view.Get<PdfDictionary>(page.Inherited, "Resources") ?? PdfDictionary.Empty;
        marks.Run(content.ToArray(), resources, Matrix3x2.Identity, 0);
        return marks.Boxes;
    }

    private void Run(ReadOnlyMemory<byte> content, PdfDictionary resources, Matrix3x2 start, int depth)
    {
        var operations = new ContentOperations(content, _budget);
        var state = new State(start, 0, 0, 0, false);
        var saved = new Stack<State>();
        var text = Matrix3x2.Identity;
        var line = Matrix3x2.Identity;
        var path = new Extent();
        while (Boxes.Count < MostMarks && operations.Next() is { } name)
        {
            switch (name)
            {
                case "q":
                    saved.Push(state);
                    break;
                case "Q":
                    state = saved.TryPop(out var outer) ? outer : state;
                    break;
                case "cm":
                    state = state with { Space = Matrix(operations) * state.Space };
                    break;
                case "Do" when operations.Operands is [.., PdfName(var named)]:
                    Draw(resources, named, state, depth);
                    break;
                case "ID":
                    Mark(new PageBox(0, 0, 1, 1), state.Space);
                    break;
                default:
                    state = Colour(operations, name, state);
                    if (!Path(operations, name, path, state))
                    {
                        Text(operations, name, ref state, ref text, ref line);
                    }

                    break;
            }
        }
    }

    private void Draw(PdfDictionary resources, string name, State state, int depth)
    {
        if (_view.Get<PdfDictionary>(resources, "XObject") is not { } objects
            || _view.Get<PdfStream>(objects, name) is not { } drawn)
        {
            return;
        }

        if (_view.Resolve(drawn.Dictionary["Subtype"]) is not PdfName("Form"))
        {
            Mark(new PageBox(0, 0, 1, 1), state.Space);
        }
        else if (depth < DeepestForm && drawn.Raw.Length <= MostContentBytes
            && _view.Document.TryDecode(drawn, out var data, out _) && data.Length <= MostContentBytes)
        {
            // A form may be drawn a hundred thousand times.
            if (!_view.Document.Budget.TakeSteps(StepsPerForm + (StepsPerByte * data.Length)))
            {
                Boxes.Add(_whole);
                return;
            }

            var own = _view.Get<PdfDictionary>(drawn.Dictionary, "Resources") ?? resources;
            Run(data, own, FormMatrix(drawn.Dictionary) * state.Space, depth + 1);
        }
    }

    private static State Colour(ContentOperations operations, string name, State state)
    {
        var count = operations.Operands.Count;
        return name switch
        {
            "g" or "rg" or "sc" or "scn" => state with { IsWhite = count > 0 && All(operations, count, 1) },
            "k" => state with { IsWhite = All(operations, count, 0) },
            "cs" => state with { IsWhite = false },
            _ => state,
        };
    }

    private static bool All(ContentOperations operations, int count, double value) =>
        Enumerable.Range(0, count).All(
            i => operations.Operands[i] is PdfInteger or PdfReal && operations.Number(i) == value);

    // Path construction and painting; says whether the operator was one of these.
    private bool Path(ContentOperations operations, string name, Extent path, State state)
    {
        switch (name)
        {
            case "m" or "l" or "c" or "v" or "y":
                for (var i = 0; i + 1 < operations.Operands.Count; i += 2)
                {
                    var point = new Vector2((float)operations.Number(i + 1), (float)operations.Number(i));
                    path.Add(Vector2.Transform(point, state.Space));
                }

                return true;
            case "re":
                var corner = new Vector2((float)operations.Number(3), (float)operations.Number(2));
                var size = new Vector2((float)operations.Number(1), (float)operations.Number(0));
                path.Add(Vector2.Transform(corner, state.Space));
                path.Add(Vector2.Transform(corner + size, state.Space));
                path.Add(Vector2.Transform(corner + new Vector2(size.X, 0), state.Space));
                path.Add(Vector2.Transform(corner + new Vector2(0, size.Y), state.Space));
                return true;
            case "f" or "F" or "f*":
                path.Take(state.IsWhite ? null : Keep);
                return true;
            case "S" or "s" or "B" or "B*" or "b" or "b*":
                path.Take(Keep);
                return true;
            case "n":
                path.Take(null);
                return true;
            default:
                return name is "h" or "W" or "W*";
        }
    }

    private void Text(
        ContentOperations operations, string name, ref State state, ref Matrix3x2 text, ref Matrix3x2 line)
    {
        switch (name)
        {
            case "BT":
                text = line = Matrix3x2.Identity;
                break;
            case "Tf":
                state = state with { Size = operations.Number(0) };
                break;
            case "TL":
                state = state with { Leading = operations.Number(0) };
                break;
            case "Tr":
                state = state with { Mode = operations.Number(0) };
                break;
            case "Tm":
                text = line = Matrix(operations);
                break;
            case "Td" or "TD":
                state = name == "TD" ? state with { Leading = -operations.Number(0) } : state;
                line = Matrix3x2.CreateTranslation((float)operations.Number(1), (float)operations.Number(0)) * line;
                text = line;
                break;
            case "T*" or "'" or "\"":
                text = line = Matrix3x2.CreateTranslation(0, (float)-state.Leading) * line;
                Show(name == "T*" ? null : Last(operations), state, ref text);
                break;
            case "Tj" or "TJ":
                Show(Last(operations), state, ref text);
                break;
            default:
                break;
        }
    }

    private static PdfObject? Last(ContentOperations operations) => operations.Operands is [.., var last] ? last : null;

    private void Show(PdfObject? shown, State state, ref Matrix3x2 text)
    {
        var letters = shown switch
        {
            PdfString(var bytes, _) => bytes.Length,
            PdfArray(var items) => items.Sum(item => item switch
            {
                PdfString(var bytes, _) => bytes.Length,
                PdfInteger(var move) => -move / (1000 * LetterWidth),
                PdfReal(var move) => -move / (1000 * LetterWidth),
                _ => 0,
            }),
            _ => 0,
        };
        var width = letters * LetterWidth * state.Size;
        if (width > 0 && state.Mode is not (3 or 7) && !state.IsWhite)
        {
            Mark(new PageBox(0, -0.2 * state.Size, width, 0.8 * state.Size), text * state.Space);
        }

        text = Matrix3x2.CreateTranslation((float)width, 0) * text;
    }

    private void Mark(PageBox box, Matrix3x2 space)
    {
        var extent = new Extent();
        extent.Add(Vector2.Transform(new((float)box.Left, (float)box.Bottom), space));
        extent.Add(Vector2.Transform(new((float)box.Right, (float)box.Top), space));
        extent.Add(Vector2.Transform(new((float)box.Left, (float)box.Top), space));
        extent.Add(Vector2.Transform(new((float)box.Right, (float)box.Bottom), space));
        extent.Take(Keep);
    }

    private void Keep(PageBox box)
    {
        if (box.Width * box.Height <= _background)
        {
            Boxes.Add(box);
        }
    }

    private static Matrix3x2 Matrix(ContentOperations operations) => new(
        (float)operations.Number(5), (float)operations.Number(4), (float)operations.Number(3),
        (float)operations.Number(2), (float)operations.Number(1), (float)operations.Number(0));

    private Matrix3x2 FormMatrix(PdfDictionary form)
    {
        if (_view.Get<PdfArray>(form, "Matrix") is not { Items.Count: 6 } array)
        {
            return Matrix3x2.Identity;
        }

        var n = array.Items.Select(item => _view.Resolve(item) switch
        {
            PdfInteger(var integer) => integer,
            PdfReal(var real) => (float)real,
            _ => 0f,
        }).ToArray();
        return new Matrix3x2(n[0], n[1], n[2], n[3], n[4], n[5]);
    }

    private sealed record State(Matrix3x2 Space, double Size, double Leading, double Mode, bool IsWhite);

    /// <summary>The box around the points added since it was last taken.</summary>
    private sealed class Extent
    {
        // Half the width of a thin line: a mark without area overlaps nothing.
        private const double HalfLine = 0.25;

        private PageBox? _box;

        public void Add(Vector2 point)
        {
            var box = _box ?? new PageBox(point.X, point.Y, point.X, point.Y);
            _box = new PageBox(
                Math.Min(box.Left, point.X), Math.Min(box.Bottom, point.Y),
                Math.Max(box.Right, point.X), Math.Max(box.Top, point.Y));
        }

        public void Take(Action<PageBox>? keep)
        {
            if (_box is { } box && double.IsFinite(box.Width + box.Height))
            {
                keep?.Invoke(new PageBox(
                    box.Left - HalfLine, box.Bottom - HalfLine, box.Right + HalfLine, box.Top + HalfLine));
            }

            _box = null;
        }
    }
}
