using Proof.Pdf;

namespace Proof.Pades;

/// <summary>A signature field that the author left for somebody to sign.</summary>
internal sealed record EmptyField(
    string Name, PdfReference Field, PdfReference Widget, PdfRectangle Rectangle, int Rotation, double Unit)
{
    // Below this a symbol of the usual version 9 has modules too small for a phone's camera.
    private const double SmallestQr = 20;
    private const double LargestScale = 1.5;

    /// <summary>The field's own wish to lock others, which whoever signs it has to carry out.</summary>
    public SignatureLock? Lock { get; init; }

    private bool IsSideways => Rotation is 90 or 270;

    private double Width => (IsSideways ? Rectangle.Height : Rectangle.Width) * Unit;

    private double Height => (IsSideways ? Rectangle.Width : Rectangle.Height) * Unit;

    /// <summary>
    /// The first empty field that no lock covers and that shows the picture large enough; one of the wanted name first.
    /// </summary>
    public static EmptyField? Find(
        PdfView view, IReadOnlyList<FormField> fields, List<FieldLock> locks, SignatureOptions options,
        AppearancePicture? picture)
    {
        var pages = WidgetPages(view);
        foreach (var field in fields.OrderBy(f => f.Name == options.FieldName ? 0 : 1))
        {
            if (field.Type == "Sig" && !field.Dictionary.Contains("V") && !field.Dictionary.Contains("SV")
                && !locks.Exists(l => l.Locks(field.Name))
                && Read(view, field, pages) is { } empty && empty.Shows(options.Appearance, picture))
            {
                return empty;
            }
        }

        return null;
    }

    /// <summary>The picture scaled and centred on the field's rectangle, which must keep its size.</summary>
    public AppearancePicture? Fit(AppearancePicture? picture)
    {
        if (picture is null)
        {
            return null;
        }

        var scale = Scale(picture);
        var content = new ContentStream().Save().Place(
            (Width - (scale * picture.Width)) / 2, (Height - (scale * picture.Height)) / 2, scale);
        return new AppearancePicture(Width, Height, content.Raw(picture.Content).Restore().Bytes);
    }

    private static EmptyField? Read(PdfView view, FormField field, Dictionary<int, PdfPage> pages)
    {
        if (field.Reference is not { } reference || field.Widgets is not [PdfReference widget]
            || view.Resolve(widget) is not PdfDictionary dictionary || !pages.TryGetValue(widget.Number, out var page))
        {
            return null;
        }

        var fieldLock = view.Get<PdfDictionary>(field.Dictionary, "Lock");
        if (fieldLock?.Contains("P") == true)
        {
            return null;
        }

        return new EmptyField(
            field.Name, reference, widget, PdfRectangle.From(view, dictionary["Rect"]) ?? default, page.Rotate(view),
            PagePlacement.UserUnit(view, page))
        {
            Lock = fieldLock is null ? null : ReadLock(view, fieldLock),
        };
    }

    private static SignatureLock ReadLock(PdfView view, PdfDictionary dictionary)
    {
        var names = (view.Get<PdfArray>(dictionary, "Fields")?.Items ?? [])
            .Select(view.Resolve).OfType<PdfString>().Select(FormFields.Text).ToList();
        return view.Get<PdfName>(dictionary, "Action")?.Value switch
        {
            "Include" => new SignatureLock.Include(names),
            "Exclude" => new SignatureLock.Exclude(names),
            _ => new SignatureLock.All(),
        };
    }

    // /P of a widget may be missing or wrong: what counts is which page lists it.
    private static Dictionary<int, PdfPage> WidgetPages(PdfView view)
    {
        var pages = new Dictionary<int, PdfPage>();
        foreach (var page in view.Pages)
        {
            var annotations = view.Get<PdfArray>(page.Dictionary, "Annots")?.Items ?? [];
            foreach (var reference in annotations.OfType<PdfReference>())
            {
                pages.TryAdd(reference.Number, page);
            }
        }

        return pages;
    }

    private bool Shows(SignatureAppearance appearance, AppearancePicture? picture) =>
        picture is null
        || (Width > 0 && Height > 0
            && (appearance is not SignatureAppearance.QrCode qr || qr.Width * Scale(picture) >= SmallestQr));

    private double Scale(AppearancePicture picture) =>
        Math.Min(LargestScale, Math.Min(Width / picture.Width, Height / picture.Height));
}
