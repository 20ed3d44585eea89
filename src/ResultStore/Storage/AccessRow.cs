namespace ResultStore.Storage;

/// <summary>One read of a result's data or document. Texts are empty where nothing was said.</summary>
internal sealed record AccessRow
{
    /// <summary>Of the result; where no result was met, of the row's own id.</summary>
    public required short Bucket { get; init; }

    /// <summary>UUIDv7.</summary>
    public required ResultId Id { get; init; }

    public ResultId? Result { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Whom it was read for, where that was said.</summary>
    public string AgencyCode { get; init; } = "";

    public string Officer { get; init; } = "";

    /// <summary>The RPC.</summary>
    public required string Operation { get; init; }

    public string Purpose { get; init; } = "";

    public string DossierCode { get; init; } = "";

    /// <summary>What was handed out.</summary>
    public string Items { get; init; } = "";

    /// <summary><c>OK</c>: what <see cref="Items"/> names; else the word of the refusal that the reader heard.
    /// </summary>
    public required string Outcome { get; init; }

    public string Address { get; init; } = "";

    /// <summary>The agency that issued the result.</summary>
    public string OwnerAgency { get; init; } = "";

    /// <summary>Where a portal asks for a holder: level and time of authentication, the portal's session.</summary>
    public string Session { get; init; } = "";
}

/// <summary>A read and the code of what was read; null where no result was met.</summary>
internal sealed record FoundAccess(AccessRow Row, byte[]? Code);
