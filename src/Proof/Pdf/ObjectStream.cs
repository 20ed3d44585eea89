namespace Proof.Pdf;

/// <summary>A decoded object stream.</summary>
/// <remarks>ISO 32000-2, 7.5.7.</remarks>
internal sealed class ObjectStream
{
    private readonly ReadOnlyMemory<byte> _data;
    private readonly List<(int Number, int Offset)> _index;

    private ObjectStream(ReadOnlyMemory<byte> data, List<(int Number, int Offset)> index)
    {
        _data = data;
        _index = index;
    }

    /// <summary>Numbers of the objects in their order.</summary>
    public IEnumerable<int> Numbers => _index.Select(each => each.Number);

    /// <summary>Decodes the stream and its header; null with the damage reported.</summary>
    public static ObjectStream? Open(PdfStream stream, Func<PdfObject, PdfObject> resolve, PdfBudget budget)
    {
        if (stream.Dictionary["Type"] is not PdfName("ObjStm")
            || resolve(stream.Dictionary["N"] ?? PdfNull.Instance) is not PdfInteger { Value: >= 0 } count
            || resolve(stream.Dictionary["First"] ?? PdfNull.Instance) is not PdfInteger { Value: >= 0 } first)
        {
            budget.Report(new PdfFault(PdfFaultKind.NeedsRepair, "malformed object stream"));
            return null;
        }

        if (!PdfFilters.TryDecode(stream, resolve, budget, out var data, out var fault))
        {
            budget.Report(fault);
            return null;
        }

        var index = new List<(int, int)>();
        var numbers = new HashSet<int>();
        var bytes = data.Span;
        var position = 0;
        for (long i = 0; i < count.Value; i++)
        {
            position = PdfSyntax.SkipBlank(bytes, position);
            var good = PdfSyntax.TryReadUnsigned(bytes, ref position, out var number);
            position = PdfSyntax.SkipBlank(bytes, position);
            if (!good || !PdfSyntax.TryReadUnsigned(bytes, ref position, out var offset)
                || number > budget.Limits.MaxObjectNumber || offset > bytes.Length - first.Value)
            {
                budget.Report(new PdfFault(PdfFaultKind.NeedsRepair, "malformed object stream"));
                return null;
            }

            // Some readers look an object up by its place, some by its number.
            if (!numbers.Add((int)number))
            {
                budget.Report(new PdfFault(PdfFaultKind.NeedsRepair, "an object stream holds an object twice"));
                return null;
            }

            index.Add(((int)number, (int)(first.Value + offset)));
        }

        budget.AddBytes(data.Length);
        return new ObjectStream(data, index);
    }

    public PdfObject? Read(int index, int number, PdfBudget budget)
    {
        if (index >= _index.Count || _index[index].Number != number)
        {
            budget.Report(new PdfFault(PdfFaultKind.NeedsRepair, "another object stands in the object stream"));
            return null;
        }

        var start = _index[index].Offset;
        var parser = new PdfParser(_data, start, budget, inDocument: false);
        var value = parser.Read();
        if (value is null)
        {
            budget.Report(parser.Fault!);
        }
        else if (value is PdfReference || !budget.TakeBytes(parser.Position - start))
        {
            budget.Report(new PdfFault(PdfFaultKind.NeedsRepair,
                "objects of an object stream overlap or are references"));
            return null;
        }

        return value;
    }
}
