using System.Text.Json.Nodes;
using Cli.Terminal;
using Grpc.Core;
using ResultStore.V1;

namespace Cli.Store;

/// <summary>Why the store did not do it: the typed detail of the call's trailers, where it came that far.</summary>
/// <param name="Elsewhere">Who was to be asked, where somebody else answered.</param>
/// <param name="Shut">The verifier that was to be asked, where the store itself answered: it answers nobody unknown.
/// </param>
internal sealed record RefusalReading(
    Refusal? Refusal, StatusCode Status, string Text, Peer? Elsewhere = null, Peer? Shut = null)
{
    private const string StatusTrailer = "grpc-status-details-bin";

    /// <param name="refused">As the call ended.</param>
    /// <param name="asked">Who was to be asked, where that is known.</param>
    /// <param name="ct">For a look at who answers there instead.</param>
    public static async Task<RefusalReading> OfAsync(RpcException refused, Peer? asked, CancellationToken ct)
    {
        var reading = Of(refused);
        return reading with
        {
            Elsewhere = asked is not null && reading.Refusal is null && await asked.AnswersOtherwiseAsync(refused, ct)
                ? asked
                : null,
            Shut = reading.Refusal?.Reason == ErrorReason.CallerUnknown && asked is { IsVerifier: true } ? asked : null,
        };
    }

    /// <summary>Of a call that was answered before by the server that was to be asked.</summary>
    public static RefusalReading Of(RpcException refused)
    {
        Refusal? refusal = null;
        var details = refused.Trailers.GetValueBytes(StatusTrailer);
        if (details is not null)
        {
            var any = Google.Rpc.Status.Parser.ParseFrom(details).Details
                .FirstOrDefault(detail => detail.Is(Refusal.Descriptor));
            refusal = any?.Unpack<Refusal>();
        }

        // The library says that it could not connect; the socket says where, and why not.
        var socket = refused.Status.DebugException?.GetBaseException() as System.Net.Sockets.SocketException;
        var status = refusal is null && Peer.IsBroken(refused) ? StatusCode.Unavailable : refused.StatusCode;
        return new RefusalReading(refusal, status, socket?.Message ?? refused.Status.Detail);
    }

    public static RefusalReading Of(Refusal refusal) => new(refusal, StatusCode.OK, "");

    /// <summary>The reason's name as in the proto, without its prefix; else the status code's.</summary>
    public string Reason => Refusal is null
        ? Elsewhere is null ? Status.ToString() : Peer.Reason
        : EnumNames.Of(Refusal.Reason)["ERROR_REASON_".Length..];

    public int ExitCode => Refusal?.Reason switch
    {
        ErrorReason.CallerUnknown or ErrorReason.NotAllowed => Terminal.ExitCode.NotAllowed,
        ErrorReason.Internal or ErrorReason.DocumentLost => Terminal.ExitCode.Fault,
        ErrorReason.CodeMalformed => Terminal.ExitCode.Usage,
        { } reason when Refusal.RetryHelps || reason is ErrorReason.Busy => Terminal.ExitCode.Unavailable,
        not null => Terminal.ExitCode.Refused,
        null when Elsewhere is not null => Terminal.ExitCode.Usage,
        null => Status switch
        {
            StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted
                or StatusCode.Cancelled => Terminal.ExitCode.Unavailable,
            StatusCode.Unauthenticated or StatusCode.PermissionDenied => Terminal.ExitCode.NotAllowed,
            StatusCode.Internal or StatusCode.Unknown or StatusCode.DataLoss => Terminal.ExitCode.Fault,
            _ => Terminal.ExitCode.Refused,
        },
    };

    public string Sentence(Language language) => Shut is { } shut
        ? shut.SentenceOfStore(language)
        : Refusal is { } refusal
        ? language.Say(refusal.SentenceVi, refusal.SentenceEn)
        : Elsewhere?.Sentence(language) ?? (Status is StatusCode.Unavailable or StatusCode.DeadlineExceeded
            ? language.Say(
                $"Không liên lạc được với kho ({Why(language)}).", $"The store cannot be reached ({Why(language)}).")
            : $"{Status}: {Text}");

    /// <summary>Lines below the sentence: the fields at fault, the missing signatures, the code already
    /// given.</summary>
    public IEnumerable<string> Details(Language language)
    {
        if (Refusal is not { } refusal)
        {
            yield break;
        }

        foreach (var field in refusal.Fields)
        {
            yield return $"{field.Path}{OptionOf(field.Path)}: {Sentence(field, language)}";
        }

        foreach (var kind in refusal.Missing)
        {
            yield return kind switch
            {
                SignerKind.Person => language.Say("thiếu chữ ký cá nhân", "the personal signature is missing"),
                SignerKind.Agency => language.Say("thiếu chữ ký cơ quan", "the agency's signature is missing"),
                _ => EnumNames.Of(kind),
            };
        }

        foreach (var card in (refusal.Report?.Signatures ?? [])
            .Where(card => card.Verdict?.Indication != "TOTAL_PASSED"))
        {
            yield return $"{card.Field}: "
                + language.Say(card.Verdict?.SentenceVi ?? "", card.Verdict?.SentenceEn ?? "");
        }

        if (refusal.ExistingCode.Length > 0)
        {
            yield return language.Say(
                $"mã đã cấp: {refusal.ExistingCode}", $"code already given: {refusal.ExistingCode}");
        }
    }

    /// <summary>Where very many fields are at fault the store sends their reasons alone.</summary>
    public static string Sentence(FieldFault field, Language language) => field.SentenceEn.Length > 0
        ? language.Say(field.SentenceVi, field.SentenceEn)
        : field.Reason switch
        {
            FieldReason.Missing => language.Say("thiếu", "missing"),
            FieldReason.Malformed => language.Say("không đúng định dạng", "malformed"),
            FieldReason.TooLong => language.Say("dài hoặc nhiều quá mức cho phép", "longer or more than allowed"),
            FieldReason.Contradicts => language.Say("mâu thuẫn với trường khác", "contradicts another field"),
            FieldReason.UnknownValue => language.Say("giá trị không có trong danh mục", "not one of the values known"),
            FieldReason.Differs => language.Say("khác với thông tin đã lưu", "differs from what is stored"),
            _ => EnumNames.Of(field.Reason),
        };

    /// <summary>What everybody who reads says by an option of another name.</summary>
    private static string OptionOf(string path) => path switch
    {
        "context.purpose" => " (--purpose)",
        "context.dossier_code" => " (--dossier)",
        "context.officer" => " (--officer)",
        _ => "",
    };

    public int Tell(Screen screen)
    {
        screen.Error(Sentence(screen.Language));
        foreach (var line in Details(screen.Language))
        {
            screen.Error("  " + line);
        }

        screen.Refuse(ToJson(screen.Language));
        return ExitCode;
    }

    public JsonObject ToJson(Language language) => new()
    {
        ["reason"] = Reason,
        ["sentence"] = Sentence(language),
        ["retry_helps"] = ExitCode == Terminal.ExitCode.Unavailable,
        ["retryHelps"] = ExitCode == Terminal.ExitCode.Unavailable,
        ["retry_after_ms"] = Refusal?.RetryAfterMs ?? 0,
        ["details"] = new JsonArray([.. Details(language).Select(line => JsonValue.Create(line))]),
        ["fields"] = new JsonArray([.. (Refusal?.Fields ?? []).Select(field => JsonValue.Create(field.Path))]),
        ["existing_code"] = Refusal?.ExistingCode ?? "",
        ["existingCode"] = Refusal?.ExistingCode ?? "",
    };

    /// <summary>A call whose time is over carries no text of its own.</summary>
    private string Why(Language language) => Text.Length > 0
        ? Text
        : Status is StatusCode.DeadlineExceeded
            ? language.Say("không trả lời kịp thời hạn", "no answer in time")
            : language.Say("không rõ lý do", "no reason was given");
}
