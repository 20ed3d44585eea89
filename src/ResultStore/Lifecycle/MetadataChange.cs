using Google.Protobuf;
using Google.Protobuf.Reflection;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;
using ResultStore.Validation;
using ValueClass = ResultStore.Storage.ValueClass;

namespace ResultStore.Lifecycle;

/// <summary>What a correction or amendment makes of a result's metadata. Columns that are searched follow them, so that
/// every reader sees the same.</summary>
internal static class MetadataChange
{
    /// <summary>Fields of which a history may tell what they said: those that are kept in clear anyway.</summary>
    private static readonly string[] Hidden =
        ["holders", "attributes", "conversion", "summary", "scope", "processing_unit", "paper_id"];

    private static readonly string[] Fixed = ["dossier_code", "result_number", "procedure_code", "agency_code"];

    /// <param name="before">As stored.</param>
    /// <param name="sent">As they should be.</param>
    /// <param name="now">For dates that may not lie ahead.</param>
    /// <param name="after">In canonical form; of use only without faults.</param>
    /// <returns>Everything that is wrong with them; paths begin with <c>change.metadata</c>.</returns>
    public static IReadOnlyList<FieldFault> Check(
        ResultMetadata before, ResultMetadata sent, DateTimeOffset now, out ResultMetadata after)
    {
        var faults = new FieldFaults();
        after = MetadataCheck.CheckAgain(sent, before, now, faults);
        var known = faults.All.Select(fault => fault.Path).ToHashSet();
        foreach (var name in Fixed)
        {
            var field = ResultMetadata.Descriptor.FindFieldByName(name);
            if (!known.Contains($"metadata.{name}") && !AreSame(field, before, after))
            {
                Keeps(name);
            }
        }

        if (before.Holders.Count != after.Holders.Count)
        {
            Keeps("holders");
        }

        foreach (var (index, (old, sentOne)) in before.Holders.Zip(after.Holders).Index())
        {
            if (!known.Contains($"metadata.holders[{index}].id") && !IsSameHolder(old, sentOne))
            {
                Keeps($"holders[{index}].{(old.Kind == sentOne.Kind ? "id" : "kind")}");
            }
        }

        if (faults.None && Fields(before, after).Count == 0)
        {
            faults.Add(
                "metadata",
                FieldReason.Contradicts,
                "Thông tin gửi lên giống hệt thông tin đang lưu: không có gì để sửa.",
                "The metadata are as they stand already: there is nothing to change.");
        }

        return [.. faults.All.Select(fault => new FieldFault(fault) { Path = $"change.{fault.Path}" })];

        void Keeps(string name) => faults.Add(
            $"metadata.{name}",
            FieldReason.Differs,
            "Trường này không thể sửa bằng đính chính hoặc sửa đổi. " + WayOut(name).Vi,
            "Neither a correction nor an amendment can change this field. " + WayOut(name).En);
    }

    /// <summary>What to do instead. A push is known by dossier and number (frozen.md, 5): the new paper needs another
    /// number unless one of them is what was wrong.</summary>
    private static (string Vi, string En) WayOut(string name)
    {
        var isKey = name is "dossier_code" or "result_number";
        var isHolder = name.StartsWith("holders", StringComparison.Ordinal);
        return (
            $"Nếu thông tin đã lưu sai: cơ quan ký lại giấy{(isKey ? "" : " dưới số ký hiệu khác")}, nạp kết quả mới "
                + "rồi thay thế kết quả này (REPLACE)"
                + (isHolder ? "; nếu hai giấy không có chung chủ hồ sơ thì bãi bỏ kết quả này (ANNUL)." : "."),
            $"If what is stored is wrong: the agency signs the paper anew{(isKey ? "" : " under another number")}, "
                + "push that result, then REPLACE this one"
                + (isHolder ? ", or ANNUL it where the two have no holder in common." : "."));
    }

    /// <summary>What differs, field by field.</summary>
    public static IReadOnlyList<ChangedField> Fields(ResultMetadata before, ResultMetadata after)
    {
        var changed = new List<ChangedField>();
        foreach (var field in ResultMetadata.Descriptor.Fields.InDeclarationOrder())
        {
            if (AreSame(field, before, after))
            {
                continue;
            }

            if (field.Name == "holders" && before.Holders.Count == after.Holders.Count)
            {
                changed.AddRange(before.Holders.Zip(after.Holders).Index()
                    .Where(pair => !pair.Item.First.Equals(pair.Item.Second))
                    .Select(pair => new ChangedField { Path = $"holders[{pair.Index}].name" }));
                continue;
            }

            var isHidden = Hidden.Contains(field.Name);
            changed.Add(new ChangedField
            {
                Path = field.Name,
                Before = isHidden ? "" : TextOf(field, before),
                After = isHidden ? "" : TextOf(field, after),
            });
        }

        return changed;
    }

    /// <summary>The row as it is to read.</summary>
    /// <param name="row">As it stands.</param>
    /// <param name="metadata">Splits what is kept in clear from what is not.</param>
    /// <param name="after">Checked. What names the result, and every holder it no longer has, is taken from the row.
    /// </param>
    public static ResultRow Apply(ResultRow row, MetadataVault metadata, ResultMetadata after)
    {
        var before = metadata.Show(row);
        var whole = after.Clone();
        (whole.DossierCode, whole.ResultNumber) = (before.DossierCode, before.ResultNumber);
        (whole.ProcedureCode, whole.AgencyCode) = (before.ProcedureCode, before.AgencyCode);
        whole.Holders.Clear();
        whole.Holders.AddRange(before.Holders.Select(
            holder => after.Holders.FirstOrDefault(named => IsSameHolder(holder, named)) ?? holder));
        var stored = metadata.Hide(whole, row.Id);
        return row with
        {
            ResultTypeCode = whole.ResultTypeCode,
            IssuedOn = Codes.TryDate(whole.IssuedOn, out var issued) ? issued : row.IssuedOn,
            ValidUntil = Codes.TryDate(whole.ValidUntil, out var last) ? last : null,
            ValueClass = (ValueClass)(short)whole.ValueClass,
            DataKeyVersion = stored.KeyVersion,
            Metadata = stored.Clear,
            HolderCipher = stored.Cipher,
        };
    }

    private static bool IsSameHolder(Holder one, Holder other) => one.Kind == other.Kind
        && (one.Id == other.Id
            || (HolderId.TryParse(one.Kind, one.Id, out var id) && HolderId.TryParse(other.Kind, other.Id, out var same)
                && id == same));

    private static bool AreSame(FieldDescriptor field, IMessage one, IMessage other) =>
        Equals(field.Accessor.GetValue(one), field.Accessor.GetValue(other));

    private static string TextOf(FieldDescriptor field, ResultMetadata metadata) =>
        field.Accessor.GetValue(metadata) switch
        {
            V1.ValueClass value => StandardNames.Of(value),
            var value => value?.ToString() ?? "",
        };
}
