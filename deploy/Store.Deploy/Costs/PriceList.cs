using System.Text.Json;
using Store.Deploy.Database;
using Workers.Hosting.Subscriptions;

namespace Store.Deploy.Costs;

/// <summary>A list price of AWS.</summary>
internal sealed record Price
{
    /// <summary>US dollars for <see cref="Per"/> units; a name that ends in Hour or Gb has the unit.</summary>
    public required decimal Dollars { get; init; }

    /// <summary>Number of units, e.g. a million requests; 1 by default.</summary>
    public decimal Per { get; init; } = 1;

    /// <summary>The page of AWS with this price.</summary>
    public required string Page { get; init; }
}

/// <summary>The list prices of a region: <c>prices.json</c>. A price without a unit of time is for a month.</summary>
internal sealed record PriceList
{
    private const string Resource = "prices.json";

    /// <summary>The region, e.g. <c>eu-west-1</c>.</summary>
    public required string Region { get; init; }

    /// <summary>When they were looked up.</summary>
    public required string Date { get; init; }

    /// <summary>The prices by name; those of databases have the name of an instance class.</summary>
    public required IReadOnlyDictionary<string, Price> Prices { get; init; }

    /// <summary>Reads the prices of this repository, with others instead if there is a file of them.</summary>
    /// <param name="file">A file of the same form: of the same region some of the prices, of another region all; null for none.</param>
    /// <exception cref="DeployException">The file cannot be read, names a price that is not known, or lacks one of its region.</exception>
    public static PriceList Read(string? file = null)
    {
        using var stream = typeof(PriceList).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        var shipped = StrictJson.Read<PriceList>(reader.ReadToEnd());
        if (file is null)
            return shipped;
        var own = ReadFile(file);
        var strangers = own.Prices.Keys.Where(name => !shipped.Prices.ContainsKey(name) && InstanceClass.MemoryGiB(name) is null).ToList();
        if (strangers.Count > 0)
            throw new DeployException($"{file}: there is no price of that name: {string.Join(", ", strangers)}. The names are in Store.Deploy/Costs/{Resource}.");
        var missing = shipped.Prices.Keys.Where(name => !own.Prices.ContainsKey(name) && InstanceClass.MemoryGiB(name) is null).ToList();
        if (own.Region != shipped.Region)
        {
            return missing.Count == 0
                ? own
                : throw new DeployException($"{file}: there is no price of {string.Join(", ", missing)}, and those of {shipped.Region} are no substitute in {own.Region}.");
        }

        return own with
        {
            Date = missing.Count == 0 ? own.Date : $"{shipped.Date}, some {own.Date}",
            Prices = shipped.Prices.Concat(own.Prices).GroupBy(price => price.Key).ToDictionary(same => same.Key, same => same.Last().Value),
        };
    }

    /// <exception cref="DeployException">There is no such price.</exception>
    public Price Of(string name) => Prices.GetValueOrDefault(name)
        ?? throw new DeployException($"There is no price '{name}'.");

    /// <summary>The price of an hour of a database server in one zone; sizes of a family cost in proportion to their memory.</summary>
    /// <exception cref="DeployException">There is no price of its family.</exception>
    public Price OfDatabase(string instanceClass)
    {
        if (Prices.TryGetValue(instanceClass, out var price))
            return price;
        var family = instanceClass[..(instanceClass.LastIndexOf('.') + 1)];
        if (InstanceClass.MemoryGiB(instanceClass) is not { } memory
            || Prices.Keys.FirstOrDefault(name => name.StartsWith(family, StringComparison.Ordinal)) is not { } sibling)
        {
            throw new DeployException(
                $"There is no price of {instanceClass}. Pass --prices FILE with {{ \"region\": \"{Region}\", \"date\": \"TODAY\", "
                + $"\"prices\": {{ \"{instanceClass}\": {{ \"dollars\": PRICE, \"page\": \"https://aws.amazon.com/rds/postgresql/pricing/\" }} }} }}.");
        }

        return Prices[sibling] with { Dollars = Prices[sibling].Dollars * memory / InstanceClass.MemoryGiB(sibling)!.Value };
    }

    private static PriceList ReadFile(string file)
    {
        try
        {
            return StrictJson.Read<PriceList>(File.ReadAllText(file));
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DeployException($"{file}: {error.Message}", error);
        }
    }
}
