using Storefront.Importing;

namespace Storefront.Tests;

public sealed class ImportStartTests
{
    [Fact]
    public async Task A_missing_file_is_an_error_of_its_own() =>
        Assert.Equal(ImportException.BadFile, await ImportCommand.RunAsync(["import", "no-such-file.csv"], Shop.Token));

    [Fact]
    public async Task A_Storefront_that_is_not_there_is_an_error_of_its_own() =>
        Assert.Equal(
            ImportException.NoStorefront,
            await ImportCommand.RunAsync(["import", RetailFileTests.SamplePath(), "--url", "http://127.0.0.1:1"], Shop.Token));
}
