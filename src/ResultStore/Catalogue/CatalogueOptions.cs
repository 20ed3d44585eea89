using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ResultStore.Catalogue;

/// <summary>How the catalogue is kept and read in. Section <c>Catalogue</c>.</summary>
internal sealed class CatalogueOptions
{
    /// <summary>How often a server looks for a newer version, in seconds. Default 2.</summary>
    [Range(1, 60)]
    public int RefreshSeconds { get; init; } = 2;

    /// <summary>Most that one import may send, all files together, in bytes. Default 64 MiB.</summary>
    [Range(1, 1 << 30)]
    public int MaxImportBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Names of CSV columns in other systems' exports, each with the catalogue's own. Default: those of the national
    /// synchronisation message. What is set here is added to them.
    /// </summary>
    public Dictionary<string, string> ColumnNames { get; init; } = new()
    {
        ["MaTTHC"] = "procedure_code",
        ["TenTTHC"] = "procedure_name",
        ["MaLinhVuc"] = "field_code",
        ["TenLinhVuc"] = "field_name",
        ["CapThucHien"] = "levels",
        ["ThoiHanGiaiQuyet"] = "processing_days",
        ["CanCuPhapLy"] = "legal_basis",
        ["MaThanhPhanHoSo"] = "component_code",
        ["TenThanhPhanHoSo"] = "component_name",
        ["BatBuoc"] = "need",
        ["MaGiayToKetQua"] = "result_type_code",
        ["TenGiayTo"] = "result_type_name",
        ["MaCoQuan"] = "agency_code",
        ["TenCoQuan"] = "agency_name",
    };
}

[OptionsValidator]
internal sealed partial class CatalogueOptionsValidator : IValidateOptions<CatalogueOptions>;
