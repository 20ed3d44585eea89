using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Verifier.Plain;

/// <summary>HTML put together from texts, each of which is encoded on its way in.</summary>
internal sealed class Markup
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly TimeSpan VietNam = TimeSpan.FromHours(7);

    private readonly StringBuilder _html = new();

    public static string Encode(string text) => Encoder.Encode(text);

    /// <summary>Vietnamese first; English below it, in its own language for those who listen.</summary>
    public static string Both(Said said) => said.Vi == said.En
        ? Encode(said.Vi)
        : $"{Encode(said.Vi)} <span lang=\"en\" class=\"en\">{Encode(said.En)}</span>";

    /// <summary>A time in Viet Nam.</summary>
    public static Said Time(long unixMs)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToOffset(VietNam);
        return new Said(
            time.ToString("HH:mm:ss dd/MM/yyyy", CultureInfo.InvariantCulture),
            time.ToString("dd/MM/yyyy, HH:mm:ss", CultureInfo.InvariantCulture));
    }

    /// <summary>The day a time falls on in Viet Nam.</summary>
    public static string DayOf(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToOffset(VietNam)
        .ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <param name="iso"><c>yyyy-mm-dd</c>.</param>
    public static string Day(string iso) => iso.Split('-') is [var year, var month, var day]
        ? $"{day}/{month}/{year}"
        : iso;

    /// <param name="html">Ours, or encoded.</param>
    public Markup Raw(string html)
    {
        _html.Append(html);
        return this;
    }

    /// <summary>A paragraph; nothing where there is nothing to say.</summary>
    public Markup Paragraph(string attributes, Said said) =>
        said.Vi.Length == 0 ? this : Raw($"<p {attributes}>{Both(said)}</p>\n");

    public Markup Finding(string id, string tone, string icon, Said said) => Raw(
        $"<p id=\"{id}\" class=\"finding\" data-tone=\"{tone}\">{Icon(icon)}<span>{Both(said)}</span></p>\n");

    /// <summary>A line of what is to be compared.</summary>
    public Markup Line(Said name, string valueHtml, bool mono = false) => Raw(
        $"<div><dt>{Both(name)}</dt><dd{(mono ? " class=\"mono\"" : "")}>{valueHtml}</dd></div>\n");

    public override string ToString() => _html.ToString();

    private static string Icon(string icon) => $"<svg aria-hidden=\"true\"><use href=\"#i-{icon}\"></use></svg>";
}
