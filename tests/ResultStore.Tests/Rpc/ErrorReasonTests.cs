using System.Text.RegularExpressions;
using ResultStore.Rpc;
using ResultStore.V1;

namespace ResultStore.Tests.Rpc;

/// <summary>What <c>errors.proto</c> promises of each reason, held against what the store answers.</summary>
public sealed partial class ErrorReasonTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<ErrorReason> Reasons =>
        [.. Enum.GetValues<ErrorReason>().Where(reason => reason != ErrorReason.Unspecified)];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Names_status_cause_and_remedy_in_the_contract_and_answers_with_that_status(ErrorReason reason)
    {
        var text = Comments()[$"ERROR_REASON_{Refusals.NameOf(reason)}"];
        var (status, cause, remedy) = (Status.Match(text).Value, Cause.Match(text).Groups[1].Value, text.Split("Do: "));

        Assert.Equal(
            Refusals.CodeOf(reason).ToString().ToUpperInvariant(), status.Replace("_", "", StringComparison.Ordinal));
        Assert.True(cause.Length > 20, $"no cause: {text}");
        Assert.True(remedy.Length == 2 && remedy[1].Length > 20, $"no remedy: {text}");
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Has_a_sentence_in_both_languages_and_says_whether_waiting_helps(ErrorReason reason)
    {
        var refusal = Sentences.Refuse(reason);

        Assert.True(refusal.SentenceVi.Length > 20 && refusal.SentenceVi.Any(letter => letter > '\u00ff'));
        Assert.True(refusal.SentenceEn.Length > 20 && refusal.SentenceEn.All(char.IsAscii));
        var status = Refusals.CodeOf(reason);
        var passing = status is Grpc.Core.StatusCode.Unavailable or Grpc.Core.StatusCode.Internal
            || reason is ErrorReason.TooManyCalls or ErrorReason.Busy;
        Assert.Equal((passing, passing), (refusal.RetryHelps, refusal.RetryAfterMs > 0));
    }

    [Fact]
    public void Every_reason_is_given_by_some_line_of_the_store()
    {
        var folder = Path.Combine(Root, "src", "ResultStore");
        var text = string.Concat(Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) is not ("Sentences.cs" or "Refusals.cs"))
            .Select(File.ReadAllText));
        var named = Named.Matches(text).Select(match => match.Groups[1].Value).ToHashSet();

        // Never sent; made of all its fields by Sentences itself.
        named.UnionWith([nameof(ErrorReason.Unspecified), nameof(ErrorReason.FieldsInvalid)]);

        Assert.Empty(Enum.GetNames<ErrorReason>().Except(named));
    }

    /// <summary>The comment above each value, as one line.</summary>
    private static Dictionary<string, string> Comments()
    {
        var comments = new Dictionary<string, string>();
        var lines = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(Root, "protos", "resultstore", "v1", "errors.proto")))
        {
            var text = line.Trim();
            if (text.StartsWith("// ", StringComparison.Ordinal))
            {
                lines.Add(text[3..]);
                continue;
            }

            if (text.StartsWith("ERROR_REASON_", StringComparison.Ordinal))
            {
                comments.Add(text.Split(' ')[0], string.Join(' ', lines));
            }

            lines.Clear();
        }

        return comments;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ResultStore.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"\A[A-Z_]+(?=\. )", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Status { get; }

    [GeneratedRegex(@"\A[A-Z_]+\. (.*?)(?= Do: |\z)", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Cause { get; }

    [GeneratedRegex(@"ErrorReason\.([A-Za-z]+)", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Named { get; }
}
