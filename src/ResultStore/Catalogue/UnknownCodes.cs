using ResultStore.V1;

namespace ResultStore.Catalogue;

/// <summary>Kinds of paper that the catalogue does not have: mistyped, most likely. Told with the answer and
/// no ground for a refusal, as a paper is worth keeping before its kind is entered. Of procedures nothing is said: a
/// catalogue needs only those whose components are asked about.</summary>
internal sealed class UnknownCodes(CatalogueCache cache)
{
    /// <param name="metadata">As they were accepted.</param>
    /// <param name="path">Of the metadata in the request.</param>
    /// <returns>Empty where no catalogue was imported.</returns>
    public IReadOnlyList<FieldFault> In(ResultMetadata metadata, string path = "metadata")
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
}
