using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ResultStore.Sealing;

/// <summary>Keys, seal and time-stamps. Section <c>Sealing</c>.</summary>
internal sealed class SealingOptions
{
    /// <summary>Folder of the store's keys (frozen.md, 8). Required.</summary>
    [Required]
    public string Keys { get; init; } = "";

    /// <summary>How often the key folder is looked at for new or retired keys, in seconds. Default 30.</summary>
    [Range(1, 3_600)]
    public int KeyCheckSeconds { get; init; } = 30;

    /// <summary>Time-stamp authorities (RFC 3161 over HTTP), asked in this order. None: seals are PAdES-B-B.</summary>
    public string[] TimestampAuthorities { get; init; } = [];

    /// <summary>How long one authority is waited for, in milliseconds. Default 3,000.</summary>
    [Range(100, 60_000)]
    public int TimestampTimeoutMs { get; init; } = 3_000;

    /// <summary>How far the clock may be from the authority's or the database's, in milliseconds. Default 2,000.
    /// Beyond it no code is issued.</summary>
    [Range(1, 60_000)]
    public int MaxClockDifferenceMs { get; init; } = 2_000;

    /// <summary>How often the clock is compared, in seconds. Default 30.</summary>
    [Range(1, 3_600)]
    public int ClockCheckSeconds { get; init; } = 30;

    /// <summary>How often each server asks which versions of the personal-data keys are in use, in seconds. Default
    /// 2.</summary>
    [Range(1, 60)]
    public int KeyRefreshSeconds { get; init; } = 2;

    /// <summary>Rows a second that a rotation of the personal-data keys writes at most. Default 500.</summary>
    [Range(1, 1_000_000)]
    public int RotationRowsPerSecond { get; init; } = 500;

    /// <summary>Room for the CMS in the seal, in bytes. Default 16 KiB: chain and time-stamp fit.</summary>
    [Range(4_096, 65_536)]
    public int ContentsReserve { get; init; } = 16_384;

    /// <summary>Side of the QR with its quiet zone, in millimetres. Default 30.</summary>
    [Range(20, 60)]
    public double QrMillimetres { get; init; } = 30;

    /// <summary>How long a QR token is valid, in days; 0: no end. Default 0.</summary>
    [Range(0, 65_535)]
    public int TokenDays { get; init; }
}

[OptionsValidator]
internal sealed partial class SealingOptionsValidator : IValidateOptions<SealingOptions>;
