using System.Globalization;
using Verifier.Codes;

namespace Verifier.Plain;

/// <summary>Part 3 of an answer as HTML: what must match the paper.</summary>
internal sealed class PlainPaper(Words words)
{
    public void Write(Markup html, PaperPart? paper)
    {
        html.Paragraph("id=\"paper-how\"", words[paper is null ? "paperNone" : "paperHow"]);
        if (paper is null)
        {
            return;
        }

        html.Raw("<dl id=\"paper\">\n");
        Text(html, "resultName", paper.ResultName);
        Text(html, "resultNumber", paper.ResultNumber);
        Holder(html, paper);
        Text(html, "holderIdTail", paper.HolderIdTail);
        Text(html, "issuedOn", paper.IssuedOn is { } issued ? Markup.Day(issued) : null);
        LastDay(html, paper);
        Named(html, "agency", paper.AgencyName, paper.AgencyCode);
        Named(html, "procedure", paper.ProcedureName, paper.ProcedureCode);
        Named(html, "resultType", paper.ResultTypeName, paper.ResultTypeCode);
        html.Line(words["resultCode"], Markup.Encode(paper.Code), mono: true);
        if (paper.ReplacedByCode is { } successor)
        {
            // Asked for by a form: a code in an address would stand in logs and histories.
            var code = Markup.Encode(successor);
            html.Line(
                words["replacedByCode"],
                $"<form method=\"post\" action=\"/check\"><button name=\"code\" value=\"{code}\" class=\"quiet\">{code}"
                    + "</button></form>",
                mono: true);
        }

        if (paper.SubmittedSha256 is { } digest)
        {
            html.Line(words["fileDigest"], Markup.Encode($"{digest[..8]}…"), mono: true);
        }

        html.Raw("</dl>\n");
    }

    private void Text(Markup html, string key, string? text)
    {
        if (text is not null)
        {
            html.Line(words[key], Markup.Encode(text));
        }
    }

    private void Holder(Markup html, PaperPart paper)
    {
        var first = paper.MaskedHolder is { } name ? Said.Plain(name)
            : paper.HolderErased is true ? words["holderErased"]
            : default(Said?);
        if (first is { } said)
        {
            var count = (paper.FurtherHolders ?? 0).ToString(CultureInfo.InvariantCulture);
            html.Line(words["maskedHolder"], Markup.Both(
                paper.FurtherHolders > 0 ? said + words.Say("andMore", count, count) : said));
        }
    }

    /// <summary>Only the store's own records, which come with the file's digest, tell that there is no last
    /// day.</summary>
    private void LastDay(Markup html, PaperPart paper)
    {
        if (paper.ValidUntil is { } last)
        {
            var day = Said.Plain(Markup.Day(last));
            var (vi, en) = words["byKind"];
            html.Line(words["validUntil"], Markup.Both(
                paper.ValidUntilByKind is true ? day + new Said($"({vi})", $"({en})") : day));
        }
        else if (paper.SubmittedSha256 is not null)
        {
            html.Line(words["validUntil"], Markup.Both(words["noEnd"]));
        }
        else if (paper.ResultNumber is not null)
        {
            html.Line(words["validUntil"], Markup.Both(words["endUnknown"]));
        }
    }

    /// <summary>The name stands out, the code beside it; the code alone where there is no name.</summary>
    private void Named(Markup html, string key, string? name, string? code)
    {
        if (name is not null)
        {
            html.Line(
                words[key], $"{Markup.Encode(name)} <span class=\"code\">{Markup.Encode(code ?? "")}</span>");
        }
        else
        {
            Text(html, $"{key}Code", code);
        }
    }
}
