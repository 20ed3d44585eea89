using System.Collections;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Access;

/// <summary>No text that could do more than be read comes into the store, whatever field of whatever call.</summary>
[Collection(SharedSite.Name)]
public sealed class TextTests(DevelopmentSite site)
{
    private const string Agency = "agency";
    private const string OneStop = "one-stop";
    private const string Portal = "portal";
    private const string Administrator = "administrator";

    /// <summary>What strangers scanned or typed: answered in words of its own, kept nowhere.</summary>
    private static readonly string[] Scanned =
        ["ResultVerification/VerifyCode", "HolderAccess/OpenShareLink", "HolderAccess/DownloadShared"];

    /// <summary>Texts of calls with many messages that are kept nowhere, and metadata of a change, which are looked at
    /// where the change is to bring them.</summary>
    private static readonly string[] NotKept =
        ["item_id", "file.name", "header.reserved_code", "result.reserved_code", "change.metadata"];

    private readonly Papers _papers = new(site);

    public static TheoryData<string> Methods =>
        [.. Contract.Methods.Where(method => !Scanned.Contains(method.Key) && TextsOf(method.Value).Count > 0)
            .Select(method => method.Key)];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_text_that_moves_a_cursor_is_refused_with_its_path(string method)
    {
        foreach (var (path, request) in TextsOf(Contract.Methods[method]))
        {
            Assert.Contains(path, await FaultsAsync(method, request));
        }
    }

    [Fact]
    public async Task Nul_and_marks_that_turn_the_writing_are_refused_and_lines_are_for_prose()
    {
        var code = (await site.Intake.SubmitResultAsync(
            await _papers.RequestAsync(), site.As(OneStop), DevelopmentSite.In(60))).Receipt.Code;
        foreach (var bad in (string[])["a\0b", "a\u001b[2Jb", "a\u009bb", "a\u202eb", "a\u2066b", "a\u2028b", "a\rb"])
        {
            Assert.Equal(["officer"], await RefusedAsync(new() { Code = code, Text = "Sai tên", Officer = bad }));
        }

        Assert.Equal(["officer"], await RefusedAsync(new() { Code = code, Text = "Sai tên", Officer = "a\nb" }));
        Assert.Equal(["text"], await RefusedAsync(new() { Code = code, Text = "Sai\u001btên", Officer = "a" }));
        var taken = await site.Lifecycle.RecordDisputeAsync(
            new() { Code = code, Text = "Sai tên:\n\t- họ\r\n\t- chữ đệm", Officer = "can-bo" }, site.As(Agency));
        Assert.True(taken.Disputed);
    }

    [Fact]
    public async Task What_a_stranger_scanned_is_answered_not_refused()
    {
        var typed = await Assert.ThrowsAsync<RpcException>(async () =>
            await site.StoreVerification.VerifyCodeAsync(new() { Code = "\u001b[2J" }, site.As("verifier")));
        var scanned = await site.StoreVerification.VerifyCodeAsync(new() { Link = "\u001b[2J" }, site.As("verifier"));

        Assert.Equal(ErrorReason.CodeMalformed, Refusals.Of(typed).Reason);
        Assert.Equal(VerificationState.NotOurs, scanned.State);
    }

    private async Task<string[]> RefusedAsync(RecordDisputeRequest request)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await site.Lifecycle.RecordDisputeAsync(request, site.As(Agency)));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        return [.. Refusals.Of(refused).Fields.Select(fault => fault.Path)];
    }

    private async Task<IEnumerable<string>> FaultsAsync(string method, IMessage request)
    {
        try
        {
            var answers = await Contract.CallAsync(
                site.StoreCalls, method, site.As(CallerOf(method)), toTheEnd: true, request.ToByteArray());
            return answers.SelectMany(answer => FaultsIn(method, answer)).ToList();
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.InvalidArgument)
        {
            return Refusals.Of(refused).Fields.Select(fault => fault.Path);
        }
    }

    /// <summary>Calls with an answer for each item refuse within it.</summary>
    private static IEnumerable<string> FaultsIn(string method, byte[] answer) => method switch
    {
        "ResultIntake/SubmitResults" => SubmitResultsResponse.Parser.ParseFrom(answer).Refusal.Fields
            .Select(fault => fault.Path),
        "ResultReuse/CheckReuseBatch" => CheckReuseBatchResponse.Parser.ParseFrom(answer).Refusal.Fields
            .Select(fault => fault.Path),
        "ProcedureCatalogue/ImportCatalogue" => ImportCatalogueResponse.Parser.ParseFrom(answer).Fault is { } fault
            ? [fault.Path]
            : [],
        _ => [],
    };

    private static string CallerOf(string method) => method.Split('/')[0] switch
    {
        "ResultIntake" => OneStop,
        "HolderAccess" => Portal,
        "ProcedureCatalogue" or "Administration" or "AccessAudit" or "DataKeys" or "Erasures" => Administrator,
        _ => Agency,
    };

    /// <summary>For each text of a request: its path, and a request that has something bad in it and nowhere else.
    /// </summary>
    private static List<(string Path, IMessage Request)> TextsOf(MethodDescriptor method)
    {
        var found = new List<(string, IMessage)>();
        Collect(method.InputType, "", inner => inner, found);
        return found;
    }

    private static void Collect(
        MessageDescriptor type, string prefix, Func<IMessage, IMessage> whole, List<(string, IMessage)> found)
    {
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (NotKept.Contains(prefix + field.Name))
            {
                continue;
            }

            if (field.FieldType == FieldType.String)
            {
                var message = Empty(type);
                Set(field, message, "x\u001b[31m");
                found.Add((PathOf(prefix + field.Name + (field.IsRepeated ? "[0]" : "")), whole(message)));
            }
            else if (field.IsMap)
            {
                var message = new ResultMetadata { Attributes = { ["k"] = "x\u001b[31m" } };
                found.Add((PathOf($"{prefix}{field.Name}[\"k\"]"), whole(message)));
            }
            else if (field.FieldType == FieldType.Message)
            {
                Collect(field.MessageType, $"{prefix}{field.Name}{(field.IsRepeated ? "[0]" : "")}.", Within, found);

                IMessage Within(IMessage inner)
                {
                    var message = Empty(type);
                    Set(field, message, inner);
                    return whole(message);
                }
            }
        }
    }

    /// <summary>What is sent piece by piece is named from the result, the question or the change on.</summary>
    private static string PathOf(string path)
    {
        foreach (var start in (string[])["header.metadata.", "result.metadata.", "question."])
        {
            if (path.StartsWith(start, StringComparison.Ordinal))
            {
                return path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..];
            }
        }

        return path;
    }

    private static void Set(FieldDescriptor field, IMessage message, object value)
    {
        if (field.IsRepeated)
        {
            ((IList)field.Accessor.GetValue(message)).Add(value);
        }
        else
        {
            field.Accessor.SetValue(message, value);
        }
    }

    private static IMessage Empty(MessageDescriptor type) => type.Parser.ParseFrom(ByteString.Empty);
}
