using Proof.Pdf;

namespace Proof.Pades;

/// <summary>A signature dictionary as some revision of the document shows it.</summary>
/// <param name="FieldName">Fully qualified, partial names joined by dots; empty for a field without a name.</param>
/// <param name="FirstRevision">Zero-based index of the first revision that shows it.</param>
/// <param name="LastRevision">Index of the last one that does; any but the newest means that it was lost.</param>
/// <param name="Field">The field's dictionary as of <paramref name="FirstRevision"/>.</param>
/// <param name="FieldReference">Null where the form holds the field itself.</param>
/// <param name="Value">The signature dictionary.</param>
/// <param name="ValueReference">Null where the field holds the dictionary itself.</param>
/// <remarks>ISO 32000-2, 12.7.5.5 and 12.8.1.</remarks>
public sealed record PdfSignature(
    string FieldName,
    int FirstRevision,
    int LastRevision,
    PdfDictionary Field,
    PdfReference? FieldReference,
    PdfDictionary Value,
    PdfReference? ValueReference)
{
    /// <summary>Format of the contents, such as <c>ETSI.CAdES.detached</c>; empty where none is named.</summary>
    public string SubFilter => (Value["SubFilter"] as PdfName)?.Value ?? "";

    /// <summary>A document time-stamp: it proves time, nobody signs by it.</summary>
    public bool IsDocumentTimestamp =>
        SubFilter == SubFilters.DocumentTimestamp || Value["Type"] is PdfName("DocTimeStamp");

    internal PdfString? Contents => Value["Contents"] as PdfString;

    /// <summary>Which bytes of the file it is: the same token in two revisions is the same signature.</summary>
    internal static (int, int) IdentityOf(PdfDictionary value, FormField field, int revision) =>
        value["Contents"] is PdfString { TokenStart: >= 0 } contents
            ? (contents.TokenStart, contents.TokenEnd)
            : (-1 - revision, field.Reference?.Number ?? -1);
}

/// <summary>The values of <c>/SubFilter</c> that are known.</summary>
/// <remarks>ISO 32000-2, table 260.</remarks>
internal static class SubFilters
{
    public const string CadesDetached = "ETSI.CAdES.detached";
    public const string DocumentTimestamp = "ETSI.RFC3161";
    public const string Pkcs7Detached = "adbe.pkcs7.detached";
    public const string Pkcs7Sha1 = "adbe.pkcs7.sha1";
    public const string X509RsaSha1 = "adbe.x509.rsa_sha1";
}
