using ResultStore.Storage;

namespace ResultStore.Tests.Storage;

public sealed class StorageOptionsTests
{
    [Fact]
    public void Takes_the_defaults_and_a_connection_string_for_postgresql()
    {
        Assert.True(Validate(new()).Succeeded);
        Assert.True(Validate(new() { Engine = DatabaseEngine.Postgresql, Database = "Host=a,b" }).Succeeded);
    }

    [Fact]
    public void Refuses_a_database_that_is_the_other_engines()
    {
        Assert.True(Validate(new() { Engine = DatabaseEngine.Postgresql }).Failed);
        Assert.True(Validate(new() { Database = "Host=localhost;Database=store" }).Failed);
    }

    [Fact]
    public void Names_every_wrong_limit_at_once()
    {
        var result = Validate(new() { Readers = 0, MaxUnitsPerCommit = 0, DocumentWriters = 1000 });

        Assert.Equal(3, result.Failures!.Count());
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(StorageOptions options) =>
        new StorageOptionsValidator().Validate(null, options);
}
