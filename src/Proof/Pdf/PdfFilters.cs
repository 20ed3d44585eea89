namespace Proof.Pdf;

/// <summary>Undoes a stream's filters within the document's budget.</summary>
/// <remarks>ISO 32000-2, 7.4. Image filters (DCT, JPX, CCITT, JBIG2) are not undone, nor is Crypt where
/// nothing is encrypted.</remarks>
internal static class PdfFilters
{
    private const int MaxFilters = 8;

    // Of one filter, however little it decodes to; and of one that fails, besides what it decoded until then.
    private const int StepsPerFilter = 400;
    private const int StepsPerFailure = 2_000;
    private const int BytesPerStep = 8;

    public static bool TryDecode(
        PdfStream stream,
        Func<PdfObject, PdfObject> resolve,
        PdfBudget budget,
        out ReadOnlyMemory<byte> data,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out PdfFault? fault)
    {
        data = stream.Raw;
        fault = null;
        if (stream.Dictionary.Contains("F"))
        {
            fault = new PdfFault(PdfFaultKind.UnsupportedFilter, "the stream's data stands in another file");
            return false;
        }

        var filters = List(stream.Dictionary["Filter"], resolve);
        var parameters = List(stream.Dictionary["DecodeParms"], resolve);
        if (filters.Count > MaxFilters)
        {
            fault = new PdfFault(PdfFaultKind.LimitExceeded, "too many filters on one stream");
            return false;
        }

        if (stream.Cipher is { } cipher)
        {
            fault = cipher.Open(stream, filters, parameters, resolve, budget, out data);
            if (fault is not null)
            {
                return false;
            }
        }

        // 7.4.10: a crypt filter goes first, and is done with by now.
        for (var i = stream.Cipher is not null && filters is [PdfName("Crypt"), ..] ? 1 : 0; i < filters.Count; i++)
        {
            var settings = i < parameters.Count ? parameters[i] as PdfDictionary : null;
            var budgetLeft = Math.Min(budget.DecodedBytes, budget.Limits.MaxStreamBytes);
            if (!budget.Spend(StepsPerFilter + (data.Length / BytesPerStep)))
            {
                fault = TooMuch;
                return false;
            }

            var outcome = Decode(filters[i], settings ?? PdfDictionary.Empty, resolve, data, budgetLeft,
                out var decoded, out var taken);

            // What is thrown away was decoded all the same: a document may hold thousands of such streams.
            budget.DecodedBytes -= Math.Min(taken, budget.DecodedBytes);
            if (outcome is not null)
            {
                fault = budget.Spend(StepsPerFailure) ? outcome : TooMuch;
                return false;
            }

            data = decoded;
        }

        return true;
    }

    private static PdfFault TooMuch => new(PdfFaultKind.LimitExceeded, "too much to decode");

    private static PdfFault? Decode(
        PdfObject filter,
        PdfDictionary settings,
        Func<PdfObject, PdfObject> resolve,
        ReadOnlyMemory<byte> data,
        int limit,
        out Memory<byte> decoded,
        out int taken)
    {
        var output = new BoundedOutput(limit);
        decoded = default;
        taken = 0;
        var known = filter is PdfName(var name) ? name : "";
        var good = Undo();
        if (good is true && !output.IsWhole)
        {
            output = BoundedOutput.OfLength(output.Length);
            good = Undo();
        }

        taken = output.Overflowed ? limit : output.Length;
        if (output.Overflowed)
        {
            return new PdfFault(PdfFaultKind.LimitExceeded, "a stream decodes to more than its budget");
        }

        if (good is not true)
        {
            return good is null
                ? new PdfFault(PdfFaultKind.UnsupportedFilter, "a filter that is not undone here")
                : new PdfFault(PdfFaultKind.NeedsRepair, "a stream's filtered data is damaged");
        }

        decoded = output.Written;
        if (known is "FlateDecode" or "Fl" or "LZWDecode" or "LZW")
        {
            return Predictor.TryUndo(
                (int)Setting(settings, "Predictor", 1, resolve),
                Setting(settings, "Colors", 1, resolve),
                Setting(settings, "BitsPerComponent", 8, resolve),
                Setting(settings, "Columns", 1, resolve),
                ref decoded)
                ? null
                : new PdfFault(PdfFaultKind.NeedsRepair, "a stream's predictor rows are damaged");
        }

        return null;

        bool? Undo() => known switch
        {
            "FlateDecode" or "Fl" => FlateFilter.TryDecode(data, output),
            "LZWDecode" or "LZW" =>
                LzwFilter.TryDecode(data.Span, Setting(settings, "EarlyChange", 1, resolve) != 0, output),
            "ASCIIHexDecode" or "AHx" => AsciiFilters.TryDecodeHex(data.Span, output),
            "ASCII85Decode" or "A85" => AsciiFilters.TryDecode85(data.Span, output),
            "RunLengthDecode" or "RL" => AsciiFilters.TryDecodeRunLength(data.Span, output),
            _ => null,
        };
    }

    private static long Setting(PdfDictionary settings, string key, long usual, Func<PdfObject, PdfObject> resolve) =>
        settings[key] is { } value && resolve(value) is PdfInteger(var number)
            ? Math.Clamp(number, -1, int.MaxValue) : usual;

    private static List<PdfObject> List(PdfObject? value, Func<PdfObject, PdfObject> resolve)
    {
        var resolved = value is null ? PdfNull.Instance : resolve(value);
        return resolved switch
        {
            PdfNull => [],
            PdfArray array => [.. array.Items.Take(MaxFilters + 1).Select(resolve)],
            _ => [resolved],
        };
    }
}
