using System.Globalization;
using Proof.Pades;
using Proof.Pades.Modifications;
using Proof.Pdf;

namespace Proof.Tests.Pades;

/// <summary>Pages that hold annotations by the thousand, added after signing so that comparing them costs.</summary>
public sealed class ManyAnnotationsTests : IDisposable
{
    // Each row of annotations is so long, and each annotation stands two units from the next.
    private const int Row = 300;

    private readonly TestSigner _signer = new();

    public void Dispose() => _signer.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Compares_what_was_added_with_what_was_there_in_steps_by_their_number(bool inline)
    {
        const int Count = 5_000;
        var file = Crowded(Count, inline);
        var steps = (16 * 3 * Count) + (2 * Count * 150);
        var report = Validate(file, new PdfLimits { MaxSteps = steps });
        var found = Assert.Single(report.Signatures).Modification;
        Assert.Equal(inline ? ModificationLevel.Other : ModificationLevel.Annotations, found.Level);
        Assert.False(found.Overlaps);
        report = Validate(Crowded(Count, inline, "[21 3001 23 3003]"), PdfLimits.Default);
        Assert.True(report.Signatures[0].Modification.Overlaps);
    }

    [Fact]
    public void Says_that_it_is_too_large_where_the_steps_do_not_suffice()
    {
        var file = Crowded(2_000, inline: false);
        Assert.NotNull(Validate(file, PdfLimits.Default).Checked);
        foreach (var steps in (int[])[16 * 5_000, 16 * 6_100])
        {
            var report = Validate(file, new PdfLimits { MaxSteps = steps });
            Assert.Equal(ValidationDetail.TooLarge, report.Detail);
            Assert.Null(report.Checked);
            Assert.Empty(report.Signatures);
        }
    }

    [Fact]
    public void A_list_that_many_pages_share_is_not_compared_for_each_without_end()
    {
        const int Pages = 300;
        var file = PdfFile.Base([.. Enumerable.Range(100, Pages).Select(number => (number,
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots 50 0 R>>")), (50, "[]")]);
        file.Update([(PdfFile.Pages, $"<</Type/Pages/Kids[3 0 R {References(100, Pages)}]/Count {Pages + 1}>>")]);
        _signer.Sign(file);
        file.Update([(50, "[" + Annotations(2_000, 3000) + "]")]);
        var report = Validate(file, PdfLimits.Default with { MaxSteps = 16 * 2_000 * 200 });
        Assert.Equal((ValidationDetail.TooLarge, null), (report.Detail, report.Checked));
    }

    [Fact]
    public void The_sweep_finds_what_pairs_find()
    {
        var state = 1u;
        var (hits, misses) = (0, 0);
        for (var round = 0; round < 400; round++)
        {
            PdfRectangle[] first = [.. Enumerable.Range(0, 1 + (round % 7)).Select(_ => Next(ref state))];
            PdfRectangle[] second = [.. Enumerable.Range(0, 1 + (round % 5)).Select(_ => Next(ref state))];
            var expected = first.Any(one => second.Any(other => one.Intersect(other) is not null));
            Assert.Equal(expected, new AreaSweep(first, second).FindsOverlap());
            Assert.Equal(expected, new AreaSweep(second, first).FindsOverlap());
            (hits, misses) = expected ? (hits + 1, misses) : (hits, misses + 1);
        }

        Assert.True(hits > 40 && misses > 40, $"{hits} {misses}");
        Assert.False(new AreaSweep([], [new(0, 0, 1, 1)]).FindsOverlap());
        Assert.False(new AreaSweep([new(0, 0, 1, 1)], [new(1, 0, 2, 1), new(0, 1, 1, 2)]).FindsOverlap());
    }

    [Fact]
    public void The_sweep_takes_steps_by_the_number_of_rectangles()
    {
        const int Count = 100_000;
        PdfRectangle[] columns =
            [.. Enumerable.Range(0, Count).Select(i => new PdfRectangle(2 * i, i, (2 * i) + 1, i + Count))];
        PdfRectangle[] between = [.. columns.Select(each => each with { Left = each.Right, Right = each.Right + 1 })];
        var sweep = new AreaSweep(columns, between);
        Assert.False(sweep.FindsOverlap());
        Assert.True(sweep.Steps < 2L * Count * 150, sweep.Steps.ToString(CultureInfo.InvariantCulture));
    }

    // Small whole numbers, so that edges meet and some have no area.
    private static PdfRectangle Next(ref uint state)
    {
        Span<int> numbers = stackalloc int[4];
        foreach (ref var number in numbers)
        {
            state = unchecked((state * 1664525) + 1013904223);
            number = (int)(state >> 28);
        }

        var (width, height) = (numbers[2] / 4, numbers[3] / 4);
        return new PdfRectangle(numbers[0], numbers[1], numbers[0] + width, numbers[1] + height);
    }

    private PdfFile Crowded(int count, bool inline, string? further = null)
    {
        var file = PdfFile.Base();
        var page = file[PdfFile.Page];
        file.Update([(PdfFile.Page, List(page, Annotations(count, 3000)))]);
        _signer.Sign(file);
        page = file[PdfFile.Page];
        var last = further is null ? "" : Annotation(further);
        if (inline)
        {
            file.Update([(PdfFile.Page, List(page, Annotations(count, 9000) + last))]);
            return file;
        }

        (int, string)[] added = [.. Enumerable.Range(0, count).Select(i => (1_000 + i, Annotation(Place(i, 9000))))];
        file.Update([(PdfFile.Page, List(page, References(1_000, count) + last)), .. added]);
        return file;
    }

    private static string List(string page, string items) =>
        page.Replace("/Annots[", "/Annots[" + items, StringComparison.Ordinal);

    private static string Annotations(int count, int bottom) =>
        string.Concat(Enumerable.Range(0, count).Select(i => Annotation(Place(i, bottom))));

    private static string Annotation(string place) => $"<</Subtype/FreeText/Rect{place}>>";

    private static string Place(int i, int bottom) => string.Create(
        CultureInfo.InvariantCulture,
        $"[{2 * (i % Row)} {bottom + (2 * (i / Row))} {(2 * (i % Row)) + 1} {bottom + (2 * (i / Row)) + 1}]");

    private static string References(int first, int count) => string.Concat(Enumerable.Range(first, count)
        .Select(number => string.Create(CultureInfo.InvariantCulture, $"{number} 0 R ")));

    private ValidationReport Validate(PdfFile file, PdfLimits limits) => PadesValidator.Validate(
        file.ToArray(),
        _signer.Context with
        {
            Limits = limits,
            Policy = new ValidationPolicy { Modifications = ModificationAllowance.Annotations },
        });
}
