using ResultStore.V1;

namespace ResultStore.Tests.Intake;

/// <summary>Metadata of an ordinary result, new at each call.</summary>
internal static class SampleMetadata
{
    public static ResultMetadata Permit() => new()
    {
        DossierCode = "000.00.15.H17-260105-0012",
        ProcedureCode = "1.009994",
        ProcedureName = "Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
        ResultTypeCode = "KQ.H17.000001",
        ResultName = "Giấy phép xây dựng",
        ResultNumber = "123/GPXD-UBND",
        Summary = "Cấp giấy phép xây dựng nhà ở riêng lẻ",
        IssuedOn = "2026-01-15",
        AgencyCode = "000.00.15.H17",
        Holders = { new Holder { Kind = HolderKind.Person, Id = "048090001234", Name = "Nguyễn Văn An" } },
    };
}
