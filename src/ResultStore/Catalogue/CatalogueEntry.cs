using Google.Protobuf;
using ResultStore.V1;

namespace ResultStore.Catalogue;

/// <summary>One text of one entry: in force from a day on, until another text of it is.</summary>
/// <param name="Code">The entry's key within its kind.</param>
/// <param name="Version">The import it came with.</param>
/// <param name="Body">The entry's message, never changed; null: from that day on it is removed.</param>
internal sealed record CatalogueEntry(EntryKind Kind, string Code, long Version, DateOnly ValidFrom, IMessage? Body)
{
    /// <summary>Reads a stored body.</summary>
    public static IMessage Read(EntryKind kind, byte[] body) => kind switch
    {
        EntryKind.Procedure => V1.Procedure.Parser.ParseFrom(body),
        EntryKind.ResultType => ResultType.Parser.ParseFrom(body),
        EntryKind.Agency => Agency.Parser.ParseFrom(body),
        EntryKind.Succession => AgencySuccession.Parser.ParseFrom(body),
        _ => throw new InvalidOperationException($"An entry of kind {(int)kind} is newer than this program."),
    };

    /// <summary>The key an entry is known by.</summary>
    public static string KeyOf(IMessage body) => body switch
    {
        V1.Procedure procedure => procedure.Code,
        ResultType type => type.Code,
        Agency agency => agency.Code,
        AgencySuccession succession => $"{succession.FromCode}>{succession.ToCode}",
        _ => throw new ArgumentException("Not an entry of the catalogue.", nameof(body)),
    };

    /// <summary>What a list shows beside the key.</summary>
    public static string NameOf(IMessage body) => body switch
    {
        V1.Procedure procedure => procedure.Name,
        ResultType type => type.Name,
        Agency agency => agency.Name,
        _ => "",
    };

    public static EntryKind KindOf(IMessage body) => body switch
    {
        V1.Procedure => EntryKind.Procedure,
        ResultType => EntryKind.ResultType,
        Agency => EntryKind.Agency,
        AgencySuccession => EntryKind.Succession,
        _ => throw new ArgumentException("Not an entry of the catalogue.", nameof(body)),
    };
}
