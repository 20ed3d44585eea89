namespace ResultStore.Storage;

/// <summary>A result inside the store: UUIDv7, kept as 16 bytes in network order. Never shown to the public.</summary>
internal readonly record struct ResultId(Guid Value)
{
    /// <summary>Stands where there is no result.</summary>
    public static ResultId None => default;

    public static ResultId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    public static ResultId FromBytes(ReadOnlySpan<byte> bytes) => new(new Guid(bytes, bigEndian: true));

    public byte[] ToBytes() => Value.ToByteArray(bigEndian: true);

    public override string ToString() => Value.ToString("D");
}
