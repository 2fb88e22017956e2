using System.Text.Json;
using System.Text.Json.Serialization;
using Store.Contracts;
using Workers.Hosting;

namespace Storefront.Products;

/// <summary>Reads the catalogue from a file, by default <c>products.json</c> beside the program.</summary>
internal static class ProductFile
{
    public const string Name = "products.json";

    private const int MaxProducts = 100_000;
    private const int MaxSku = 64;
    private const int MaxName = 200;
    private const decimal MaxPrice = 1_000_000m;
    private const int Decimals = 4;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = true,
        NumberHandling = JsonNumberHandling.Strict,
        ReadCommentHandling = JsonCommentHandling.Skip,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new PriceConverter() },
    };

    /// <summary>Reads and checks the file.</summary>
    /// <exception cref="SettingsException">The file cannot be read or is wrong; the message names the location.</exception>
    public static ProductCatalogue Read(string path)
    {
        var content = Parse(path);
        var problems = Problems(content).Take(5).ToList();
        return problems.Count == 0
            ? new ProductCatalogue(content.Currencies, content.Products)
            : throw new SettingsException($"{path}: {string.Join(' ', problems)}");
    }

    private static Content Parse(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Strict)
                ?? throw new SettingsException($"{path}: it is null. {Remedy}");
        }
        catch (JsonException malformed)
        {
            throw new SettingsException($"{path}: {malformed.Message}{(malformed.Message.Contains("Path:", StringComparison.Ordinal) ? "" : $" Path: {malformed.Path}.")}", malformed);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The products cannot be read: {error.Message} {Remedy}", error);
        }
    }

    private const string Remedy = "Set Storefront__Products to a file such as the products.json that ships with the program.";

    private static IEnumerable<string> Problems(Content content)
    {
        if (content.Currencies.Count == 0 || content.Currencies.Distinct(StringComparer.Ordinal).Count() < content.Currencies.Count)
            yield return "currencies: there must be at least one, without duplicates.";
        foreach (var currency in content.Currencies.Where(currency => !Money.IsCurrency(currency)))
            yield return $"currencies: '{currency}' is not an ISO 4217 code such as GBP.";
        if (content.Products.Count is 0 or > MaxProducts)
            yield return $"products: there must be 1 to {MaxProducts}.";

        var skus = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, product) in content.Products.Index())
        {
            if (product is null)
                yield return $"products[{index}] is null.";
            else if (!IsText(product.Sku, MaxSku))
                yield return $"products[{index}].sku: it must have 1 to {MaxSku} printable characters.";
            else if (!skus.Add(product.Sku))
                yield return $"products[{index}].sku: '{product.Sku}' is a duplicate.";
            else if (!IsText(product.Name, MaxName))
                yield return $"products[{index}].name: it must have 1 to {MaxName} printable characters.";
            else if (!product.Prices.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(content.Currencies))
                yield return $"products[{index}].prices: there must be one for each of {string.Join(", ", content.Currencies)}, and no other.";
            else if (product.Prices.Values.Any(price => price is < 0 or > MaxPrice || decimal.Round(price, Decimals) != price))
                yield return $"products[{index}].prices: each must be between 0 and {MaxPrice}, with at most four decimals.";
        }
    }

    private static bool IsText(string text, int longest) =>
        text.Length > 0 && text.Length <= longest && text.Trim().Length == text.Length && !text.Any(char.IsControl);

    /// <summary>Refuses numbers that a decimal would round: a price of 1e-30 would become 0.</summary>
    private sealed class PriceConverter : JsonConverter<decimal>
    {
        private const int MaxDigits = 24;

        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length <= MaxDigits && !reader.ValueSpan.ContainsAny("eE"u8)
                ? reader.GetDecimal()
                : throw new JsonException("A price is a number such as 6.90.");

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }

    private sealed record Content(IReadOnlyList<string> Currencies, IReadOnlyList<Product> Products);
}
