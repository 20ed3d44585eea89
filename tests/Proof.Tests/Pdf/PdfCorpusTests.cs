using Proof.Pdf;

namespace Proof.Tests.Pdf;

public sealed class PdfCorpusTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public void Opens_or_refuses_every_file_of_the_corpus_without_throwing()
    {
        if (Corpus.Folder is null)
        {
            output.WriteLine("skipped: the corpus is absent");
            return;
        }

        var refused = 0;
        foreach (var file in Corpus.Files)
        {
            if (!PdfDocument.TryOpen(file.Read(), PdfLimits.Default, out var document, out var fault))
            {
                refused++;
                output.WriteLine($"{file.Path} rc{file["qpdf_rc"]} {file["pyhanko"]}: {fault}");
                continue;
            }

            var pages = document.Newest.Pages.Count;
            foreach (var entry in document.Revisions.SelectMany(revision => revision.Entries).Take(5000))
            {
                document.Resolve(new PdfReference(entry.Number, entry.Generation));
            }

            if (document.Damage is { } damage)
            {
                output.WriteLine($"{file.Path} rc{file["qpdf_rc"]} {file["pyhanko"]} pages {pages} DAMAGE: {damage}");
            }
        }

        output.WriteLine($"{refused} of {Corpus.Files.Count} refused");
        Assert.InRange(refused, 0, Corpus.Files.Count / 4);
    }
}
