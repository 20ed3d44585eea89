using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ResultStore.Holders;

/// <summary>What portals may do for holders. Section <c>Holders</c>.</summary>
internal sealed class HolderOptions
{
    /// <summary>How long ago a holder may have been authenticated, in minutes. Default 60.</summary>
    [Range(1, 1_440)]
    public int SessionMinutes { get; init; } = 60;

    /// <summary>Level of authentication that reading asks for, 1 to 3. Default 1.</summary>
    [Range(1, 3)]
    public int LevelToRead { get; init; } = 1;

    /// <summary>Level of authentication that showing and sharing ask for, 1 to 3. Default 2.</summary>
    [Range(1, 3)]
    public int LevelToShow { get; init; } = 2;

    /// <summary>How long a QR on a holder's screen is worth anything, in seconds. Default 180.</summary>
    [Range(10, 3_600)]
    public int PresentationSeconds { get; init; } = 180;

    /// <summary>How long a share link works at most, in days. Default 30.</summary>
    [Range(1, 3_650)]
    public int ShareLinkDays { get; init; } = 30;

    /// <summary>How long a share link stays listed after its end, in days. Default 365.</summary>
    [Range(1, 36_500)]
    public int ShareLinkKeepDays { get; init; } = 365;

    /// <summary>How long it stays known how often a QR on a screen was looked at, in days. Default 90.</summary>
    [Range(1, 36_500)]
    public int PresentationKeepDays { get; init; } = 90;

    /// <summary>How long a reserved code stays known after its reservation ran out, in days. Default 30; what was
    /// pushed for it stays for good.</summary>
    [Range(1, 36_500)]
    public int ReservationKeepDays { get; init; } = 30;

    /// <summary>How long the access log keeps officers' names, addresses and portals' sessions, in days. Default 3,650;
    /// the rest of each row stays for good.</summary>
    [Range(365, 36_500)]
    public int OfficerKeepDays { get; init; } = 3_650;

    /// <summary>How often orders to erase that broke off are looked for, in seconds. Default 30.</summary>
    [Range(1, 3_600)]
    public int ErasureCheckSeconds { get; init; } = 30;

    /// <summary>How long after the last row erased by it an unfinished order is taken up again, by any server, in
    /// seconds. Default 120.</summary>
    [Range(1, 3_600)]
    public int ErasureLeaseSeconds { get; init; } = 120;

    /// <summary>How long the file of an opened link can be fetched, in minutes. Default 10.</summary>
    [Range(1, 1_440)]
    public int TicketMinutes { get; init; } = 10;
}

[OptionsValidator]
internal sealed partial class HolderOptionsValidator : IValidateOptions<HolderOptions>;
