namespace ResultStore.Grpc.Tests;

/// <summary>The product's own contract, as a linter that others wrote sees it.</summary>
public sealed class ContractTests
{
    [Fact]
    public async Task The_contract_has_nothing_that_buf_lint_finds_fault_with()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ResultStore.slnx")))
        {
            folder = folder.Parent!;
        }

        // It ends with an error, and the fault on its output, where there is one.
        Assert.Equal("", await ForeignClients.BufAsync("lint", Path.Combine(folder.FullName, "protos")));
    }
}
