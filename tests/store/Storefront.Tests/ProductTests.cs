using System.Text.Json;
using Postgres.Testing;
using Storefront.Products;
using Workers.Hosting;

namespace Storefront.Tests;

public sealed class ProductTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task The_shop_shows_what_it_sells()
    {
        await using var shop = await Shop.OpenAsync(DatabaseKind.Sqlite);

        var answer = await shop.GetAsync("/products");

        Assert.Equal(["GBP", "EUR"], answer.GetProperty("currencies").EnumerateArray().Select(currency => currency.GetString()));
        var product = answer.GetProperty("products")[0];
        Assert.Equal(("A", "Apron"), (product.GetProperty("sku").GetString(), product.GetProperty("name").GetString()));
        Assert.Equal(3.5m, product.GetProperty("prices").GetProperty("EUR").GetDecimal());
    }

    [Fact]
    public void The_file_that_ships_can_be_sold() =>
        Assert.Equal("Enamel mug, blue", ProductFile.Read(Path.Combine(AppContext.BaseDirectory, "products.json")).Find("10002")?.Name);

    [Theory, InlineData("", "products.json"), InlineData("null", "null"), InlineData("{}", "currencies"), InlineData("""{"currencies":[],"products":[]}""", "currencies"),
     InlineData("""{"currencies":["GBP"],"products":[]}""", "products"), InlineData("""{"currencies":["pound"],"products":[]}""", "'pound'"),
     InlineData("""{"currencies":["GBP","GBP"],"products":[]}""", "currencies"), InlineData("""{"currencies":[null],"products":[]}""", "currencies"),
     InlineData("""{"currencies":["GBP"],"products":[null]}""", "products[0]"), InlineData("""{"currencies":["GBP"],"products":[],"more":1}""", "more")]
    public void A_file_that_is_none_is_named(string content, string place) => AssertRefused(content, place);

    [Theory, InlineData("""{"sku":"","name":"A","prices":{"GBP":1}}""", "products[0].sku"), InlineData("""{"sku":"A\n","name":"A","prices":{"GBP":1}}""", "products[0].sku"),
     InlineData("""{"sku":"A","name":" ","prices":{"GBP":1}}""", "products[0].name"), InlineData("""{"sku":"A","name":"A","prices":{}}""", "products[0].prices"),
     InlineData("""{"sku":"A","name":"A","prices":{"GBP":1,"EUR":1}}""", "products[0].prices"), InlineData("""{"sku":"A","name":"A","prices":{"GBP":-1}}""", "products[0].prices"),
     InlineData("""{"sku":"A","name":"A","prices":{"GBP":1.00001}}""", "products[0].prices"), InlineData("""{"sku":"A","name":"A","prices":{"GBP":"1"}}""", "prices"),
     InlineData("""{"sku":"A","name":"A","prices":{"GBP":1e-30}}""", "prices"), InlineData("""{"sku":"A","name":"A","prices":{"GBP":0.00000000000000000000000000000000001}}""", "prices"),
     InlineData("""{"sku":"A","name":"A","prices":{"GBP":1}},{"sku":"A","name":"B","prices":{"GBP":1}}""", "products[1].sku")]
    public void A_product_that_cannot_be_sold_is_named(string product, string place) =>
        AssertRefused($$"""{"currencies":["GBP"],"products":[{{product}}]}""", place);

    [Fact]
    public void A_file_that_is_missing_is_named_with_the_setting()
    {
        var error = Assert.Throws<SettingsException>(() => ProductFile.Read(_file + ".none"));

        Assert.Contains(_file + ".none", error.Message, StringComparison.Ordinal);
        Assert.Contains("Storefront__Products", error.Message, StringComparison.Ordinal);
    }

    private void AssertRefused(string content, string place)
    {
        File.WriteAllText(_file, content);
        var error = Assert.Throws<SettingsException>(() => ProductFile.Read(_file));

        Assert.StartsWith(_file, error.Message, StringComparison.Ordinal);
        Assert.Contains(place == "products.json" ? "JSON" : place, error.Message, StringComparison.Ordinal);
    }
}
