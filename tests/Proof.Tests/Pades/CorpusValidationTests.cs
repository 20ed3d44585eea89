using System.Globalization;
using System.Text;
using Proof.Pades;
using Xunit.Abstractions;

namespace Proof.Tests.Pades;

/// <summary>
/// Files made by others, judged with each file's own root, against what an independent validator said of them. The
/// outcome is kept in docs/corpus-outcomes.md; RESULTSTORE_UPDATE_DOCS=1 writes it anew.
/// </summary>
public sealed class CorpusValidationTests(ITestOutputHelper output)
{
    private const int LeastAlike = 24;

    private static readonly Dictionary<string, string> Explained = new(StringComparer.Ordinal)
    {
        ["pdf/pyhanko/form-update-ap-indirect-sneaky-trailer.pdf"] =
            "The trailer of both revisions names object 10, the field's old appearance dictionary. The update gives "
            + "the field a new appearance and leaves object 10 and all below it as they were, "
            + "so nothing that the trailer "
            + "names has changed: form filling. pyHanko asks that the old appearance be used nowhere else either.",
    };

    [Fact]
    public void Agrees_with_an_independent_validator_but_where_explained()
    {
        if (Corpus.Folder is null)
        {
            output.WriteLine("skipped: the corpus is absent");
            return;
        }

        var results = Corpus.Files.Select(file => new Outcome(file, CorpusVerdicts.Validate(file.Read()))).ToList();
        var compared = results.Where(each => each.Expected.Count > 0).ToList();
        foreach (var each in compared.Where(each => !each.Agrees))
        {
            output.WriteLine($"{each.File.Path}: {each.File["pyhanko"]} against {each.Ours}");
        }

        Assert.All(compared, each => Assert.True(each.Agrees || Explained.ContainsKey(each.File.Path), each.File.Path));
        Assert.All(compared.Where(each => each.Expected.Exists(signature => signature.Broken)), each =>
            Assert.Equal(Indication.TotalFailed, each.Report.Indication));
        Assert.All(results, each => Assert.True(
            each.Report.Checked is null == (each.Report.Indication != Indication.TotalPassed
                || each.Report.Warnings.HasFlag(DocumentWarnings.Encrypted)), each.File.Path));
        var intact = compared.Where(each => each.Expected.TrueForAll(signature => !signature.Broken)).ToList();
        var alike = intact.Count(each => each.Report.Signatures.Count == each.Expected.Count
            && each.Report.Signatures.All(signature => signature.Integrity == Integrity.Intact));
        output.WriteLine($"{alike} of {intact.Count} intact files are intact here too");
        Assert.True(alike >= LeastAlike, $"{alike} of {intact.Count}");
        CompareWithDocument(results, alike, intact.Count);
    }

    private static void CompareWithDocument(List<Outcome> results, int alike, int intact)
    {
        var text = Document(results, alike, intact);
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ResultStore.slnx")))
        {
            folder = folder.Parent;
        }

        var path = Path.Combine(folder!.FullName, "docs", "corpus-outcomes.md");
        if (Environment.GetEnvironmentVariable("RESULTSTORE_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(text, File.Exists(path) ? File.ReadAllText(path) : "");
    }

    private static string Document(List<Outcome> results, int alike, int intact)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # What becomes of {results.Count} PDFs made by others

            Every file of the test corpus gets exactly one outcome. Trust anchors are the topmost certificates that the
            file itself brings, the time is that of its newest signature, so what is judged is
            structure and cryptography.
            `RESULTSTORE_UPDATE_DOCS=1 dotnet test tests/Proof.Tests --filter CorpusValidation` writes this page; the
            same test fails while the page is out of date.

            | outcome | files |
            |---|---:|

            """);
        foreach (var group in results.GroupBy(each => each.Summary).OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {group.Key} | {group.Count()} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"""

            ## Signed files against pyHanko

            pyHanko finds all signatures of {intact} files intact; {alike} of these are intact here too. Per signature:
            intact or broken, what it covers, what changed since.

            | file | pyHanko | here | alike |
            |---|---|---|---|

            """);
        foreach (var each in results.Where(each => each.File["pyhanko"].Length > 0))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {each.File.Path} | {each.Theirs} | {each.Ours} | {each.Word} |\n");
        }

        text.Append("\n## Where the two differ\n\n");
        foreach (var (path, why) in Explained.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"- `{path}`: {why}\n");
        }

        text.Append("""
            - A coverage of UNCLEAR is a byte range that leaves out more than the signature. The mathematics may hold
              over the bytes it names; here such a signature is called intact and refused with FORMAT_FAILURE.
            - NOSIG, OPENEXC and EXC are files in which pyHanko finds no signature or which it cannot open or judge.

            """);
        return text.ToString();
    }

    private sealed record Signature(bool Broken, string Coverage, string Level);

    private sealed record Outcome(CorpusFile File, ValidationReport Report)
    {
        public List<Signature> Expected { get; } =
        [
            .. File["pyhanko"].Split(" | ").Select(each => each.Split('/')).Where(each => each.Length == 4)
                .Select(each => new Signature(each[0] == "BROKEN", each[2], each[3])),
        ];

        public string Summary => $"{Report.Indication} / {Report.SubIndication} / {Report.Detail}";

        public string Theirs => File["pyhanko"].Replace(" | ", ", ", StringComparison.Ordinal);

        public string Ours => Report.Signatures.Count == 0 ? Report.Detail.ToString()
            : string.Join(", ", Report.Signatures.Select(each => each.Detail is
                ValidationDetail.ByteRangeMalformed or ValidationDetail.ByteRangeGap
                or ValidationDetail.NotAtRevisionEnd or ValidationDetail.ContentsMissing
                or ValidationDetail.ContentsMalformed
                ? $"{each.Integrity}/{each.Detail}"
                : $"{each.Integrity}/{each.Scope}/{each.Modification.Level}"));

        public bool Agrees => Report.Signatures.Count == Expected.Count
            && Expected.Zip(Report.Signatures).All(pair => Alike(pair.First, pair.Second));

        public string Word => Expected.Count == 0 ? "" : Agrees ? "yes" : "explained below";

        private static bool Alike(Signature theirs, SignatureReport ours) =>
            theirs.Broken == (ours.Integrity == Integrity.Broken)
            && (theirs.Coverage is "ENTIRE_FILE" or "ENTIRE_REVISION"
                ? theirs.Level.Replace("_", "", StringComparison.Ordinal)
                    .Equals(ours.Modification.Level.ToString(), StringComparison.OrdinalIgnoreCase)
                : ours is { Indication: Indication.TotalFailed, SubIndication: SubIndication.FormatFailure });
    }
}
