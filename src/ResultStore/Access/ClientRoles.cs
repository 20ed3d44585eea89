using System.Collections.Frozen;
using ResultStore.V1;

namespace ResultStore.Access;

/// <summary>Roles as words, for the database, files and the command line: <c>one-stop</c>, <c>agency</c>, ...</summary>
internal static class ClientRoles
{
    private static readonly FrozenDictionary<string, ClientRole> ByWord = new Dictionary<string, ClientRole>
    {
        ["one-stop"] = ClientRole.OneStop,
        ["agency"] = ClientRole.Agency,
        ["inspector"] = ClientRole.Inspector,
        ["portal"] = ClientRole.Portal,
        ["leader"] = ClientRole.Leader,
        ["administrator"] = ClientRole.Administrator,
        ["verifier"] = ClientRole.Verifier,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool TryParse(string word, out ClientRole role) => ByWord.TryGetValue(word, out role);

    public static string Word(ClientRole role) => ByWord.First(pair => pair.Value == role).Key;
}
