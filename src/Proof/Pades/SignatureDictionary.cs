using Proof.Pdf;

namespace Proof.Pades;

/// <summary>Writes signature and document time-stamp dictionaries with room for what comes later.</summary>
/// <remarks>ISO 32000-1, 12.8.1 and table 252; ETSI EN 319 142-1, 5.3 and 5.4.3.</remarks>
internal static class SignatureDictionary
{
    public static SignatureHole Write(RevisionWriter writer, int number, SignatureOptions options)
    {
        var dictionary = writer.Begin(number)
            .Raw("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M"u8)
            .Date(options.SigningTime);
        WriteText(dictionary, "/Name", options.Name);
        WriteText(dictionary, "/Reason", options.Reason);
        WriteText(dictionary, "/Location", options.Location);
        WriteReferences(dictionary, options);
        return End(writer, options.ContentsReserve);
    }

    public static SignatureHole WriteTimeStamp(RevisionWriter writer, int number, int contentsReserve)
    {
        writer.Begin(number).Raw("<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161"u8);
        return End(writer, contentsReserve);
    }

    /// <summary>Action and fields of a lock, as both the field and its transform parameters state them.</summary>
    public static void WriteLock(PdfBuffer buffer, SignatureLock fieldLock)
    {
        var (action, fields) = fieldLock switch
        {
            SignatureLock.Include(var names) => ("Include", names),
            SignatureLock.Exclude(var names) => ("Exclude", names),
            _ => ("All", []),
        };
        buffer.Ascii("/Action/" + action);
        if (fields.Count > 0)
        {
            buffer.Raw("/Fields["u8);
            foreach (var field in fields)
            {
                buffer.Text(field);
            }

            buffer.Raw("]"u8);
        }
    }

    private static void WriteReferences(PdfBuffer buffer, SignatureOptions options)
    {
        if (options.Certify is null && options.Lock is null)
        {
            return;
        }

        buffer.Raw("/Reference["u8);
        if (options.Certify is { } permission)
        {
            buffer.Raw("<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/V/1.2/P "u8)
                .Integer((int)permission).Raw(">>>>"u8);
        }

        if (options.Lock is { } fieldLock)
        {
            buffer.Raw("<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<</Type/TransformParams/V/1.2"u8);
            WriteLock(buffer, fieldLock);
            buffer.Raw(">>>>"u8);
        }

        buffer.Raw("]"u8);
    }

    private static void WriteText(PdfBuffer buffer, string key, string? text)
    {
        if (text is not null)
        {
            buffer.Ascii(key).Text(text);
        }
    }

    private static SignatureHole End(RevisionWriter writer, int reserve)
    {
        writer.Out.Raw("/ByteRange["u8);
        var byteRange = writer.Out.Length;
        writer.Out.Fill((byte)' ', PreparedSignature.ByteRangeWidth).Raw("]/Contents"u8);
        var contents = writer.Out.Length;
        writer.Out.Raw("<"u8).Fill((byte)'0', 2 * reserve).Raw(">>>"u8);
        writer.End();
        return new SignatureHole(contents, reserve, byteRange);
    }
}
