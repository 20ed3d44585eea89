namespace Proof.Tests.Qr;

/// <summary>The format note and the page's reader are tested as they stand in the repository.</summary>
internal static class RepositoryRoot
{
    public static string Of(params string[] path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ResultStore.slnx")))
        {
            folder = folder.Parent;
        }

        Assert.NotNull(folder);
        return Path.Combine([folder.FullName, .. path]);
    }
}
