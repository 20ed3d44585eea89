using System.Globalization;
using System.Text;
using System.Xml;
using Proof.Cms;

namespace Proof.Pades.Etsi;

/// <summary>Writes elements of the report's namespace. Texts come from strangers' files: what XML cannot hold is
/// replaced.</summary>
internal sealed class EtsiXml(XmlWriter xml)
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        IndentChars = " ",
        NewLineChars = "\n",
    };

    public static byte[] Write(string root, Action<EtsiXml> content)
    {
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, Settings))
        {
            writer.WriteStartElement("vr", root, EtsiNames.Report);
            writer.WriteAttributeString("xmlns", "ds", null, EtsiNames.XmlSignature);
            writer.WriteAttributeString("xmlns", "xades", null, EtsiNames.Xades);
            content(new EtsiXml(writer));
            writer.WriteEndElement();
        }

        return bytes.ToArray();
    }

    public void Element(string name, Action content)
    {
        xml.WriteStartElement(name, EtsiNames.Report);
        content();
        xml.WriteEndElement();
    }

    /// <summary>An element with an XML identifier.</summary>
    public void Identified(string name, string id, Action content) => Element(name, () =>
    {
        xml.WriteAttributeString("id", id);
        content();
    });

    public void Text(string name, string text) => xml.WriteElementString(name, EtsiNames.Report, Clean(text));

    public void Boolean(string name, bool value) => Text(name, XmlConvert.ToString(value));

    /// <summary>An instant as the report writes it.</summary>
    public static string Of(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    public void Time(string name, DateTimeOffset time) => Text(name, Of(time));

    public void Bytes(string name, ReadOnlyMemory<byte> bytes) => Bytes(name, EtsiNames.Report, bytes);

    public void Bytes(string name, string xmlns, ReadOnlyMemory<byte> bytes) =>
        xml.WriteElementString(name, xmlns, Convert.ToBase64String(bytes.Span));

    public void Empty(string name, string xmlns)
    {
        xml.WriteStartElement(name, xmlns);
        xml.WriteEndElement();
    }

    /// <summary>Refers to one object or several.</summary>
    public void Reference(string name, params IEnumerable<string> ids) =>
        Element(name, () => xml.WriteAttributeString("VOReference", string.Join(' ', ids)));

    public void Digest(string name, DigestAlgorithm digest, ReadOnlyMemory<byte> value) =>
        Element(name, () => DigestParts(digest, value));

    public void DigestParts(DigestAlgorithm digest, ReadOnlyMemory<byte> value)
    {
        xml.WriteStartElement("DigestMethod", EtsiNames.XmlSignature);
        xml.WriteAttributeString("Algorithm", EtsiNames.Digest(digest));
        xml.WriteEndElement();
        xml.WriteElementString("DigestValue", EtsiNames.XmlSignature, Convert.ToBase64String(value.Span));
    }

    /// <summary>An attribute of a signature: what holds it, then its own elements.</summary>
    public void Attribute(string name, bool isSigned, string? holder, Action content) => Element(name, () =>
    {
        xml.WriteAttributeString("Signed", XmlConvert.ToString(isSigned));
        if (holder is not null)
        {
            Reference("AttributeObject", holder);
        }

        content();
    });

    public void Typed(string name, string type, string value) => Element(name, () =>
    {
        Text("Type", EtsiNames.Own + type);
        Text("Value", value);
    });

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(!rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "\uFFFD");
        }

        return clean.ToString();
    }
}
