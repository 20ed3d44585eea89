using ResultStore.V1;

namespace ResultStore.Catalogue;

/// <summary>Agencies and kinds of paper that the catalogue does not have: mistyped, most likely. Told with the answer
/// and no ground for a refusal, as a paper is worth keeping before its kind is entered. Of procedures nothing is said:
/// a catalogue needs only those whose components are asked about.</summary>
internal sealed class UnknownCodes(CatalogueCache cache)
{
    /// <param name="metadata">As they were accepted, of a push or a reservation.</param>
    /// <returns>Empty where no catalogue was imported.</returns>
    public IReadOnlyList<FieldFault> In(ResultMetadata metadata) =>
        [.. AgencyIn(metadata), .. TypeIn(metadata, "metadata")];

    /// <param name="metadata">As they were accepted.</param>
    /// <param name="path">Of the metadata in the request.</param>
    /// <returns>The kind of paper alone: the agency is none that a correction could put wrong.</returns>
    public IReadOnlyList<FieldFault> TypeIn(ResultMetadata metadata, string path)
    {
        var code = metadata.ResultTypeCode;
        if (cache.Today is not { } today
            || !CatalogueCodes.TryDay(metadata.IssuedOn, out var issued)
            || !today.LacksType(code, issued))
        {
            return [];
        }

        return
        [
            new FieldFault
            {
                Path = $"{path}.result_type_code",
                Reason = FieldReason.UnknownValue,
                SentenceVi = $"Danh mục của kho không có loại giấy tờ {code}: kho áp dụng quy định chung về chữ ký và "
                    + "thời hạn, và giấy này không thay được thành phần hồ sơ nào. Nếu gõ sai mã, hãy đính chính.",
                SentenceEn = $"The catalogue has no kind of paper {code}: the store's default for signatures and term "
                    + "holds, and the paper covers no component of a dossier. If it is mistyped, correct it.",
            },
        ];
    }

    private IReadOnlyList<FieldFault> AgencyIn(ResultMetadata metadata)
    {
        var code = metadata.AgencyCode.Trim();
        if (cache.Today is not { } today
            || !CatalogueCodes.TryDay(metadata.IssuedOn, out var issued)
            || !today.LacksAgency(code, issued))
        {
            return [];
        }

        return
        [
            new FieldFault
            {
                Path = "metadata.agency_code",
                Reason = FieldReason.UnknownValue,
                SentenceVi = $"Danh mục của kho không có cơ quan {code}: kho không biết tên và cấp của cơ quan này. "
                    + "Nếu gõ sai mã, hãy sửa trước khi nạp giấy; khi giấy đã lưu thì không đính chính được: cơ quan "
                    + "ký lại giấy dưới số ký hiệu khác, nạp kết quả mới rồi thay thế.",
                SentenceEn = $"The catalogue has no agency {code}: the store knows neither its name nor its level. If "
                    + "it is mistyped, put it right before the paper is pushed; of a stored one it cannot be "
                    + "corrected: the agency signs the paper anew under another number, push that, then replace.",
            },
        ];
    }
}
