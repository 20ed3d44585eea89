using System.Globalization;
using Verifier.Codes;

namespace Verifier.Plain;

/// <summary>An answer as HTML, in the order and words in which <c>answer.js</c> shows it: one word, then its three
/// parts.</summary>
internal sealed class PlainAnswer(Words words)
{
    /// <summary>What the window's title says of it.</summary>
    public string WordOf(AnswerParts answer) => Headline(answer).Word.Vi;

    /// <param name="answer">The answer.</param>
    /// <param name="again">The code that was asked about, to be asked again; null: a file or link was.</param>
    public string Write(AnswerParts answer, string? again)
    {
        var headline = Headline(answer);
        var icon = IsNoPdf(answer) ? "unknown" : Icon(answer.State);
        var word = answer.Development
            ? words.Say("markedWord", headline.Word.Vi, headline.Word.En) : headline.Word;
        var html = new Markup();
        html.Raw($"<section id=\"answer\" data-state=\"{answer.State}\" data-tone=\"{headline.Tone}\" ")
            .Raw("aria-labelledby=\"word\">\n<div id=\"verdict\">\n")
            .Raw($"<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-{icon}\"></use></svg>\n<div>\n")
            .Raw($"<h2 id=\"word\" tabindex=\"-1\" autofocus>{Markup.Both(word)}</h2>\n")
            .Paragraph("id=\"sentence\"", headline.Sentence);
        var (time, timeEnglish) = Markup.Time(answer.AnsweredAt);
        html.Paragraph("id=\"asked\" class=\"small\"", words.Say("asked", time, timeEnglish)).Raw("</div>\n</div>\n");
        if (answer.Development)
        {
            html.Paragraph(
                "id=\"marked\" class=\"marked\"", words[answer.Genuine.Genuine ? "marked" : "markedAnswer"]);
        }

        if (answer.Presentation is { RemainingMs: > 0 } shown)
        {
            var left = TimeSpan.FromMilliseconds(shown.RemainingMs)
                .ToString(@"m\:ss", CultureInfo.InvariantCulture);
            html.Paragraph(
                "id=\"presented\" class=\"file-note\" data-tone=\"good\"", words.Say("presented", left, left));
        }

        if (answer.Paper?.SigningTimeUnproved is true)
        {
            html.Paragraph("id=\"time-unproved\" class=\"file-note\" data-tone=\"warn\"", words["timeUnproved"]);
        }

        html.Raw("<div class=\"parts\">\n");
        Part(html, "genuine", 1, "", () => Genuine(html, answer));
        Part(html, "status", 2, "", () => Status(html, answer));
        Part(html, "paper", 3, " paper", () =>
        {
            new PlainPaper(words).Write(html, answer.Paper);
            Signatures(html, IsNoPdf(answer) ? null : answer.Document);
        });
        html.Raw("</div>\n");
        if (again is not null)
        {
            html.Raw("<form method=\"post\" action=\"/check\" class=\"actions\"><input type=\"hidden\" name=\"code\" ")
                .Raw($"value=\"{Markup.Encode(again)}\"><button>{Markup.Both(words["again"])}</button></form>\n");
        }

        return html.Raw("</section>\n").ToString();
    }

    private StateWords Headline(AnswerParts answer)
    {
        var said = words.Of(answer.State, answer.Document is not null, Special(answer));
        return answer.Document switch
        {
            { Verdict: { } verdict } when IsSignedInvalidly(answer) => said with
            {
                Sentence = said.Sentence + new Said(verdict.SentenceVi, verdict.SentenceEn),
            },
            { FormSentenceVi: { } vi, FormSentenceEn: { } en } when IsEarlier(answer) =>
                said with { Sentence = new Said(vi, en) },
            _ => said,
        };
    }

    private static string? Special(AnswerParts answer) =>
        IsUnreadable(answer) ? "unreadable"
        : IsNoPdf(answer) ? "noPdf"
        : IsSignedInvalidly(answer) ? "notValid"
        : IsEarlier(answer) ? "earlier"
        : answer is
        {
            State: "UNKNOWN", Presentation: null, Genuine: { Genuine: true, Evidence: "TOKEN_SIGNATURE" },
        } ? "reserved"
        : null;

    private static bool IsUnreadable(AnswerParts answer) =>
        answer is { State: "ALTERED", Genuine.Reason: "malformed" };

    private static bool IsNoPdf(AnswerParts answer) => answer is { State: "NOT_OURS", Document: not null }
        && (answer.Document.Length == 0 || answer.Document.Verdict?.Detail == "NOT_A_PDF");

    private static bool IsSignedInvalidly(AnswerParts answer) =>
        answer is { State: "NOT_OURS", Document.Verdict: { Indication: "TOTAL_FAILED", Detail: not "NOT_A_PDF" } };

    private static bool IsEarlier(AnswerParts answer) =>
        answer is { State: "ALTERED", Document: { Form: "EARLIER_REVISION", FormSentenceVi: not null } };

    private static string Icon(string state) => state switch
    {
        "VALID" => "valid",
        "REVOKED" => "revoked",
        "REPLACED" => "replaced",
        "SUSPENDED" => "suspended",
        "EXPIRED" => "expired",
        "UNKNOWN" => "unknown",
        "NOT_OURS" => "not_ours",
        "ALTERED" => "altered",
        "PRESENTATION_EXPIRED" => "presentation_expired",
        _ => "status_unavailable",
    };

    private void Part(Markup html, string name, int number, string kind, Action write)
    {
        html.Raw($"<section class=\"part{kind}\" aria-labelledby=\"part-{name}\">\n<h3 id=\"part-{name}\">")
            .Raw(string.Create(CultureInfo.InvariantCulture, $"<span class=\"number\">{number}</span> "))
            .Raw(string.Create(CultureInfo.InvariantCulture, $"{Markup.Both(words[$"part{number}"])}</h3>\n"));
        write();
        html.Raw("</section>\n");
    }

    private void Genuine(Markup html, AnswerParts answer)
    {
        var (genuine, evidence, keyId, reason) =
            (answer.Genuine.Genuine, answer.Genuine.Evidence, answer.Genuine.KeyId, answer.Genuine.Reason);
        var (tone, icon, key) = genuine ? ("good", "yes", evidence)
            : IsUnreadable(answer) ? ("bad", "no", "NONE")
            : IsEarlier(answer) ? ("warn", "no", "notGenuineEarlier")
            : answer.State == "STATUS_UNAVAILABLE" || IsNoPdf(answer) ? ("warn", "eye", "NONE")
            : ("bad", "no", answer.State == "UNKNOWN" ? "notGenuineUnknown" : "notGenuine");
        html.Finding("genuine", tone, icon, words[key]);
        var why = Said.Plain("");
        if (genuine && evidence == "TOKEN_SIGNATURE")
        {
            var number = (keyId ?? 0).ToString(CultureInfo.InvariantCulture);
            why += words.Say("whyTokenServer", number, number);
        }

        if (genuine && evidence == "CODE_ON_RECORD")
        {
            why += words["whyCode"];
        }

        if (genuine && answer.Document?.OlderCopy is true)
        {
            why += words["olderCopy"];
        }

        if (genuine && answer.Document is { FormSentenceVi: { } vi, FormSentenceEn: { } en })
        {
            why += new Said(vi, en);
        }

        if (reason is not null && words.Knows($"why-{reason}"))
        {
            why += words[$"why-{reason}"];
        }

        html.Paragraph("id=\"genuine-why\" class=\"small\"", why);
    }

    private void Status(Markup html, AnswerParts answer)
    {
        if (answer.Status is { } status)
        {
            var said = words.Of(status.Status);
            html.Finding("status", said.Tone, said.Tone == "good" ? "yes" : "no", said.Word);
            var (time, timeEnglish) = Markup.Time(status.AsOf);
            html.Paragraph("id=\"as-of\" class=\"small\"", words.Say("asOf", time, timeEnglish));
        }
        else if (answer.State == "STATUS_UNAVAILABLE")
        {
            html.Finding("status", "warn", "eye", words["statusUnknown"]);
            html.Paragraph("id=\"as-of\" class=\"small\"", words["statusUnknownHow"]);
        }
        else
        {
            html.Finding("status", "plain", "no", words["noStatus"]);
        }

        if (answer.Status?.Change is not { } change)
        {
            return;
        }

        var kind = words.Knows($"by-{change.Kind}") ? change.Kind : "REVOKED";
        var day = Markup.DayOf(change.EffectiveAt);
        var decision = words.Say($"by-{kind}", day, day);
        if (change.DecisionNumber.Length > 0)
        {
            var by = words.Say("byDecision", change.DecisionNumber, change.DecisionNumber);
            decision = new Said($"{decision.Vi}, {by.Vi}", $"{decision.En}, {by.En}");
        }

        html.Paragraph("id=\"decision\"", decision);
    }

    private void Signatures(Markup html, DocumentPart? file)
    {
        if (file?.Signatures is not { Count: > 0 } signatures)
        {
            return;
        }

        html.Raw($"<div id=\"signatures\">\n<h4>{Markup.Both(words["signatures"])}</h4>\n<ul id=\"signature-list\">\n");
        foreach (var signature in signatures)
        {
            var when = new Said("", "");
            if (signature.SignedAt is { } at)
            {
                var (time, timeEnglish) = Markup.Time(at);
                var (vi, en) = words.Say("signedAt", time, timeEnglish);
                when = new Said($" ({vi})", $" ({en})");
            }

            html.Raw("<li>").Raw(Markup.Both(new Said(
                $"{signature.Signer}{when.Vi}: {signature.SentenceVi}",
                $"{signature.Signer}{when.En}: {signature.SentenceEn}"))).Raw("</li>\n");
        }

        html.Raw("</ul>\n</div>\n");
    }
}
