using Store.Deploy.Costs;

namespace Store.Deploy.Tests.Costs;

/// <summary>The list prices, and those of a user instead.</summary>
public sealed class PriceListTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prices-");

    [Fact]
    public void Each_price_has_its_page_of_AWS() => Assert.All(
        PriceList.Read().Prices.Values, price => Assert.StartsWith("https://aws.amazon.com/", price.Page, StringComparison.Ordinal));

    [Fact]
    public void A_file_replaces_the_prices_that_it_has()
    {
        var prices = PriceList.Read(File("""{ "region": "eu-west-1", "date": "2026-11-30", "prices": { "natHour": { "dollars": 0.046, "page": "mine" } } }"""));

        Assert.Equal("eu-west-1 2025, some 2026-11-30", $"{prices.Region} {prices.Date}");
        Assert.Equal(0.046m, prices.Of("natHour").Dollars);
        Assert.Equal(PriceList.Read().Of("secret"), prices.Of("secret"));
    }

    [Fact]
    public void A_file_of_another_region_has_all_prices()
    {
        var (shipped, all) = (PriceList.Read(), RepositoryFiles.Read("deploy/Store.Deploy/Costs/prices.json").Replace("eu-west-1", "eu-north-1", StringComparison.Ordinal));

        var message = Assert.Throws<DeployException>(
            () => PriceList.Read(File(all.Replace("\"natHour\":", "// \"natHour\":", StringComparison.Ordinal)))).Message;

        Assert.EndsWith("there is no price of natHour, and those of eu-west-1 are no substitute in eu-north-1.", message, StringComparison.Ordinal);
        Assert.Equal(shipped with { Region = "eu-north-1", Prices = null! }, PriceList.Read(File(all)) with { Prices = null! });
    }

    [Fact]
    public void A_database_costs_in_proportion_to_the_memory_of_its_size()
    {
        Assert.Equal(0.035m * 2, PriceList.Read().OfDatabase("db.t4g.medium").Dollars);
        Assert.Equal(0.267m * 8, PriceList.Read().OfDatabase("db.r7g.4xlarge").Dollars);
    }

    [Fact]
    public void A_database_whose_price_is_unknown_is_reported_with_the_file_to_write()
    {
        var message = Assert.Throws<DeployException>(() => PriceList.Read().OfDatabase("db.m7g.large")).Message;

        Assert.StartsWith("There is no price of db.m7g.large. Pass --prices FILE with {", message, StringComparison.Ordinal);
        var text = message[message.IndexOf('{', StringComparison.Ordinal)..].TrimEnd('.').Replace("PRICE", "0.19", StringComparison.Ordinal);
        Assert.Equal(0.38m, PriceList.Read(File(text)).OfDatabase("db.m7g.xlarge").Dollars);
    }

    [Theory]
    [InlineData("""{ "region": "r", "date": "d", "prices": { "nat": { "dollars": 1, "page": "p" } } }""", "there is no price of that name: nat.")]
    [InlineData("""{ "region": "r", "date": "d", "prices": { "natHour": { "dolars": 1, "page": "p" } } }""", "dolars")]
    [InlineData("""{ "region": "r" }""", "date")]
    public void A_wrong_file_is_reported_with_its_name(string text, string expected)
    {
        var file = File(text);

        var message = Assert.Throws<DeployException>(() => PriceList.Read(file)).Message;

        Assert.StartsWith(file, message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_reported() =>
        Assert.Throws<DeployException>(() => PriceList.Read(Path.Combine(_folder.FullName, "none.json")));

    public void Dispose() => _folder.Delete(recursive: true);

    private string File(string text)
    {
        var path = Path.Combine(_folder.FullName, "prices.json");
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
