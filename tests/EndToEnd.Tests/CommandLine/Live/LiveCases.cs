namespace EndToEnd.Tests.CommandLine.Live;

/// <summary>A case for every command there is, by what is typed after <c>tthc</c>.</summary>
internal static partial class LiveCases
{
    public static async Task<IReadOnlyDictionary<string, CommandCase>> AllAsync(LiveSite live)
    {
        var all = new Dictionary<string, CommandCase>();
        foreach (var add in (Func<LiveSite, Dictionary<string, CommandCase>, Task>[])
            [AddOneStopAsync, AddChangesAsync, AddAgencyAsync, AddHolderAsync, AddAdministratorAsync, AddOperatorAsync])
        {
            await add(live, all);
        }

        return all;
    }
}
