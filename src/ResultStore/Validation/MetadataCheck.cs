using System.Globalization;
using ResultStore.Access;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;
using ValueClass = ResultStore.V1.ValueClass;

namespace ResultStore.Validation;

/// <summary>Step 1 of a result's life: message in, <see cref="ResultDraft"/> or every wrong field out. The same rules
/// hold for what a correction or amendment makes of them.</summary>
internal static class MetadataCheck
{
    private const string Root = "metadata";

    /// <param name="sent">As it came; it is not changed.</param>
    /// <param name="now">For dates that may not lie ahead.</param>
    /// <param name="faults">Receives every fault.</param>
    /// <returns>The draft, or null where <paramref name="faults"/> has any.</returns>
    public static ResultDraft? Check(ResultMetadata? sent, DateTimeOffset now, FieldFaults faults)
    {
        if (sent is null)
        {
            faults.Missing(Root);
            return null;
        }

        var metadata = Canonical(sent);
        CheckAllButHolders(metadata, now, faults);
        var holders = CheckHolders(metadata, faults);
        var hasAgency = AgencyCode.TryParse(metadata.AgencyCode, out var agency);
        return faults.None && hasAgency ? new ResultDraft(metadata, agency, holders) : null;
    }

    /// <param name="sent">The whole metadata as they should be; they are not changed.</param>
    /// <param name="stored">As they are. Holders that stay need not pass again: an erased one would not.</param>
    /// <param name="now">For dates that may not lie ahead.</param>
    /// <param name="faults">Receives every fault.</param>
    /// <returns>The metadata in canonical form; of use only where <paramref name="faults"/> has none.</returns>
    public static ResultMetadata CheckAgain(
        ResultMetadata sent, ResultMetadata stored, DateTimeOffset now, FieldFaults faults)
    {
        var metadata = Canonical(sent);
        if (sent.ValueClass == ValueClass.Unspecified)
        {
            metadata.ValueClass = stored.ValueClass;
        }

        CheckAllButHolders(metadata, now, faults);
        if (!metadata.Holders.Equals(stored.Holders))
        {
            _ = CheckHolders(metadata, faults);
        }

        return metadata;
    }

    /// <summary>Trimmed, agency code level 1 first, attributes by name: the same content gives the same
    /// bytes.</summary>
    public static ResultMetadata Canonical(ResultMetadata sent)
    {
        var metadata = sent.Clone();
        foreach (var field in ResultMetadata.Descriptor.Fields.InDeclarationOrder())
        {
            if (field is { FieldType: Google.Protobuf.Reflection.FieldType.String, IsRepeated: false })
            {
                field.Accessor.SetValue(metadata, ((string)field.Accessor.GetValue(metadata)).Trim());
            }
        }

        foreach (var holder in metadata.Holders)
        {
            holder.Id = holder.Id.Trim();
            holder.Name = holder.Name.Trim();
        }

        if (AgencyCode.TryParse(metadata.AgencyCode, out var agency))
        {
            metadata.AgencyCode = agency.Canonical;
        }

        if (metadata.ValueClass == ValueClass.Unspecified)
        {
            metadata.ValueClass = ValueClass.ElectronicOriginal;
        }

        metadata.Attributes.Clear();
        foreach (var (name, value) in sent.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            metadata.Attributes[name] = value;
        }

        return metadata;
    }

    private static void CheckAllButHolders(ResultMetadata metadata, DateTimeOffset now, FieldFaults faults)
    {
        faults.Add(PlainText.Faults(metadata, Root));
        CheckTexts(metadata, faults);
        CheckCodes(metadata, faults);
        CheckDates(metadata, StatusRules.DayOf(now), faults);
        CheckConversion(metadata, faults);
        CheckAttributes(metadata, faults);
    }

    private static void CheckTexts(ResultMetadata metadata, FieldFaults faults)
    {
        Text("procedure_name", metadata.ProcedureName, 1_000);
        Text("field_code", metadata.FieldCode, 100);
        Text("result_name", metadata.ResultName, 500, required: true);
        Text("result_number", metadata.ResultNumber, 100, required: true);
        Text("summary", metadata.Summary, 2_000);
        Text("scope", metadata.Scope, 500);
        Text("processing_unit", metadata.ProcessingUnit, 300);
        Text("component_code", metadata.ComponentCode, 100);
        Text("paper_id", metadata.PaperId, 200);

        void Text(string name, string value, int most, bool required = false) =>
            CheckText($"{Root}.{name}", value, most, required, faults);
    }

    private static void CheckText(string path, string value, int most, bool required, FieldFaults faults)
    {
        if (value.Length == 0)
        {
            if (required)
            {
                faults.Missing(path);
            }
        }
        else if (value.Length > most)
        {
            faults.TooLong(path, most);
        }
    }

    private static void CheckCodes(ResultMetadata metadata, FieldFaults faults)
    {
        Code("dossier_code", metadata.DossierCode, Codes.IsDossier, "000.00.15.H17-260105-0012");
        Code("procedure_code", metadata.ProcedureCode, Codes.IsProcedure, "1.004194");
        Code("result_type_code", metadata.ResultTypeCode, Codes.IsResultType, "KQ.H17.000001");
        if (metadata.AgencyCode.Length == 0)
        {
            faults.Missing($"{Root}.agency_code");
        }
        else if (!AgencyCode.TryParse(metadata.AgencyCode, out _))
        {
            faults.Malformed($"{Root}.agency_code", WrittenForms.Agency(metadata.AgencyCode));
        }

        void Code(string name, string value, Predicate<string> isWellFormed, string example)
        {
            if (value.Length == 0)
            {
                faults.Missing($"{Root}.{name}");
            }
            else if (!isWellFormed(value))
            {
                faults.Malformed(
                    $"{Root}.{name}",
                    $"Mã không đúng định dạng, ví dụ đúng: {example}.",
                    $"The code is malformed; a correct one: {example}.");
            }
        }
    }

    private static void CheckDates(ResultMetadata metadata, DateOnly today, FieldFaults faults)
    {
        var issued = Date("issued_on", metadata.IssuedOn, required: true);
        var validUntil = Date("valid_until", metadata.ValidUntil);
        var received = Date("received_on", metadata.ReceivedOn);
        _ = Date("due_on", metadata.DueOn);
        var completed = Date("completed_on", metadata.CompletedOn);
        var returned = Date("returned_on", metadata.ReturnedOn);
        if (issued > today)
        {
            faults.Contradicts($"{Root}.issued_on", "Ngày cấp ở tương lai.", "The day of issue lies ahead.");
        }

        Order("valid_until", issued, validUntil, "Ngày hết hiệu lực trước ngày cấp.", "It ends before it is issued.");
        Order("completed_on", received, completed, "Kết thúc trước khi tiếp nhận.", "It ends before it was received.");
        Order("returned_on", received, returned, "Trả trước khi tiếp nhận.", "Handed over before it was received.");

        DateOnly? Date(string name, string text, bool required = false)
        {
            if (text.Length == 0)
            {
                if (required)
                {
                    faults.Missing($"{Root}.{name}");
                }

                return null;
            }

            if (Codes.TryDate(text, out var date))
            {
                return date;
            }

            faults.Malformed($"{Root}.{name}", WrittenForms.Day(text));
            return null;
        }

        void Order(string name, DateOnly? first, DateOnly? second, string vietnamese, string english)
        {
            if (second < first)
            {
                faults.Contradicts($"{Root}.{name}", vietnamese, english);
            }
        }
    }

    private static void CheckConversion(ResultMetadata metadata, FieldFaults faults)
    {
        var conversion = metadata.Conversion;
        if (!Enum.IsDefined(metadata.ValueClass))
        {
            faults.Add(
                $"{Root}.value_class",
                FieldReason.UnknownValue,
                "Giá trị pháp lý không có trong danh mục.",
                "Not a known value class.");
        }

        if (metadata.ValueClass == ValueClass.Converted && conversion is null)
        {
            faults.Missing($"{Root}.conversion");
        }

        if (conversion is null)
        {
            return;
        }

        CheckText($"{Root}.conversion.mark", conversion.Mark, 200, required: true, faults);
        CheckText($"{Root}.conversion.officer", conversion.Officer, 300, required: true, faults);
        if (!Codes.TryDate(conversion.ConvertedOn, out _))
        {
            faults.Malformed($"{Root}.conversion.converted_on", WrittenForms.Day(conversion.ConvertedOn));
        }
    }

    private static void CheckAttributes(ResultMetadata metadata, FieldFaults faults)
    {
        if (metadata.Attributes.Count > 100)
        {
            faults.TooLong($"{Root}.attributes", 100, "mục", "entries");
            return;
        }

        foreach (var (name, value) in metadata.Attributes)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{Root}.attributes[\"{PlainText.Shown(name)}\"]");
            CheckText(path, name, 64, required: true, faults);
            CheckText(path, value, 4_000, required: false, faults);
        }
    }

    private static List<HolderId> CheckHolders(ResultMetadata metadata, FieldFaults faults)
    {
        var holders = new List<HolderId>();
        if (metadata.Holders.Count == 0)
        {
            faults.Missing($"{Root}.holders");
        }
        else if (metadata.Holders.Count > 50)
        {
            faults.TooLong($"{Root}.holders", 50, "chủ hồ sơ", "holders");
            return holders;
        }

        for (var i = 0; i < metadata.Holders.Count; i++)
        {
            var (holder, path) = (metadata.Holders[i], $"{Root}.holders[{i}]");
            CheckText($"{path}.name", holder.Name, 300, required: true, faults);
            if (holder.Kind == HolderKind.Unspecified)
            {
                faults.Missing($"{path}.kind");
            }
            else if (HolderId.TryParse(holder.Kind, holder.Id, out var id))
            {
                if (holders.Contains(id))
                {
                    faults.Contradicts($"{path}.id", "Chủ hồ sơ bị lặp lại.", "The same holder stands here twice.");
                }

                holders.Add(id);
            }
            else
            {
                faults.Malformed($"{path}.id", WrittenForms.HolderId(holder.Kind));
            }
        }

        return holders;
    }
}
