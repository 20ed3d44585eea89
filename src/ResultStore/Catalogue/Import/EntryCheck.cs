using Google.Protobuf;
using Google.Protobuf.Collections;
using ResultStore.Access;
using ResultStore.V1;

namespace ResultStore.Catalogue.Import;

/// <summary>The rules that every entry keeps by itself; also brings agency codes into their canonical form.</summary>
internal sealed class EntryCheck(ImportFaults faults)
{
    public void Check(ResultType type)
    {
        Code(type, "code", type.Code, CatalogueCodes.IsResultType, "KQ.H17.000001");
        Text(type, "name", type.Name, 500, required: true);
        Text(type, "legal_basis", type.LegalBasis, 1_000);
        Between(type, "validity_months", type.ValidityMonths, 0, 1_200);
        foreach (var alias in type.Aliases)
        {
            Code(type, "aliases", alias, CatalogueCodes.IsResultType, "1.004194");
        }

        if (type.Signatures is { } policy
            && policy.RequiredSigners.Any(signer => signer is not (SignerKind.Person or SignerKind.Agency)))
        {
            faults.Add(
                policy, "required_signers", FieldReason.UnknownValue, "Chỉ PERSON hoặc AGENCY.",
                    "Only PERSON or AGENCY.");
        }

        if (type.Qr is { } place)
        {
            Between(place, "horizontal_mm", place.HorizontalMm, 0, 2_000);
            Between(place, "vertical_mm", place.VerticalMm, 0, 2_000);
            Between(place, "page", place.Page, 0, 10_000);
        }
    }

    public void Check(Agency agency)
    {
        agency.Code = AgencyOf(agency, "code", agency.Code);
        Text(agency, "name", agency.Name, 500, required: true);
        CanonicalEach(agency, "other_codes", agency.OtherCodes);
        if (agency.Level == AgencyLevel.Unspecified)
        {
            faults.Missing(agency, "level");
        }

        Day(agency, "abolished_on", agency.AbolishedOn, required: false);
    }

    public void Check(AgencySuccession succession)
    {
        succession.FromCode = AgencyOf(succession, "from_code", succession.FromCode);
        succession.ToCode = AgencyOf(succession, "to_code", succession.ToCode);
        if (succession.FromCode == succession.ToCode)
        {
            faults.Add(
                succession, "to_code", FieldReason.Contradicts, "Không thể kế thừa chính mình.",
                    "It cannot succeed itself.");
        }

        Day(succession, "effective_on", succession.EffectiveOn, required: true);
        Text(succession, "legal_basis", succession.LegalBasis, 1_000);
    }

    public void Check(V1.Procedure procedure)
    {
        Code(procedure, "code", procedure.Code, CatalogueCodes.IsProcedure, "1.004194");
        Text(procedure, "name", procedure.Name, 1_000, required: true);
        Text(procedure, "field_code", procedure.FieldCode, 100);
        Text(procedure, "field_name", procedure.FieldName, 500);
        Text(procedure, "legal_basis", procedure.LegalBasis, 1_000);
        Between(procedure, "processing_days", procedure.ProcessingDays, 0, 3_650);
        CanonicalEach(procedure, "agency_codes", procedure.AgencyCodes);
        AtMost(procedure, "components", procedure.Components.Count, 100);
        Unique(procedure.Components, component => component.Code);
        foreach (var component in procedure.Components)
        {
            Check(component);
        }
    }

    private void Check(V1.Component component)
    {
        Text(component, "code", component.Code, 100, required: true);
        Text(component, "name", component.Name, 1_000, required: true);
        Text(component, "alternative_set", component.AlternativeSet, 100);
        Text(component, "alternative", component.Alternative, 100);
        if (component.AlternativeSet.Length == 0 != (component.Alternative.Length == 0))
        {
            faults.Add(
                component,
                component.Alternative.Length == 0 ? "alternative" : "alternative_set",
                FieldReason.Missing,
                "Nhóm lựa chọn và phương án phải đi cùng nhau.",
                "A set of alternatives and an alternative stand together.");
        }

        AtMost(component, "rules", component.Rules.Count, 20);
        Unique(component.Rules, rule => rule.Code);
        foreach (var rule in component.Rules)
        {
            Check(rule);
        }
    }

    private void Check(V1.SubstitutionRule rule)
    {
        Text(rule, "code", rule.Code, 100, required: true);
        Text(rule, "legal_basis", rule.LegalBasis, 1_000, required: true);
        AtMost(rule, "parts", rule.Parts.Count, 6);
        if (rule.Parts.Count == 0)
        {
            faults.Missing(rule, "parts");
        }

        foreach (var part in rule.Parts)
        {
            Text(part, "name", part.Name, 500, required: rule.Parts.Count > 1);
            Between(part, "not_older_than_days", part.NotOlderThanDays, 0, 36_500);
            Between(part, "not_older_than_months", part.NotOlderThanMonths, 0, 1_200);
            CanonicalEach(part, "issued_by_agencies", part.IssuedByAgencies);
            if (part.ResultTypeCodes.Count == 0)
            {
                faults.Missing(part, "result_type_codes");
            }
        }
    }

    private void Unique<T>(IEnumerable<T> messages, Func<T, string> code)
        where T : IMessage
    {
        foreach (var again in messages.GroupBy(code).Where(group => group.Key.Length > 0)
            .SelectMany(group => group.Skip(1)))
        {
            faults.Add(again, "code", FieldReason.Contradicts, "Mã bị lặp lại.", "The code stands here twice.");
        }
    }

    private void Code(IMessage message, string field, string code, Predicate<string> isWellFormed, string example)
    {
        if (code.Length == 0)
        {
            faults.Missing(message, field);
        }
        else if (!isWellFormed(code))
        {
            faults.Add(
                message, field, FieldReason.Malformed,
                $"Mã không đúng định dạng, ví dụ đúng: {example}.",
                $"The code is malformed; a correct one: {example}.");
        }
    }

    private void Text(IMessage message, string field, string text, int most, bool required = false)
    {
        if (text.Length == 0 && required)
        {
            faults.Missing(message, field);
        }
        else if (text.Length > most)
        {
            faults.Add(
                message, field, FieldReason.TooLong, $"Dài quá {most} ký tự.", $"Longer than {most} characters.");
        }
        else if (!PlainText.Is(text, lines: false))
        {
            faults.Add(
                message, field, FieldReason.Malformed, "Có ký tự điều khiển.", "Contains control characters.");
        }
    }

    private void Between(IMessage message, string field, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            faults.Add(
                message, field, FieldReason.Malformed,
                $"Phải từ {least} đến {most}.",
                $"It has to be from {least} to {most}.");
        }
    }

    private void AtMost(IMessage message, string field, int count, int most)
    {
        if (count > most)
        {
            faults.Add(message, field, FieldReason.TooLong, $"Nhiều hơn {most} mục.", $"More than {most} of them.");
        }
    }

    private void Day(IMessage message, string field, string day, bool required)
    {
        if (day.Length == 0 && required)
        {
            faults.Missing(message, field);
        }
        else if (day.Length > 0 && !CatalogueCodes.TryDay(day, out _))
        {
            faults.Add(
                message, field, FieldReason.Malformed, "Ngày phải theo dạng yyyy-mm-dd.", "A day is yyyy-mm-dd.");
        }
    }

    private string AgencyOf(IMessage message, string field, string code)
    {
        if (AgencyCode.TryParse(code, out var agency))
        {
            return agency.Canonical;
        }

        Code(message, field, code, _ => false, "H17.15");
        return code;
    }

    private void CanonicalEach(IMessage message, string field, RepeatedField<string> codes)
    {
        for (var i = 0; i < codes.Count; i++)
        {
            codes[i] = AgencyOf(message, field, codes[i]);
        }
    }
}
