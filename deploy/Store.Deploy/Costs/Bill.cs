using Store.Deploy.Environments;

namespace Store.Deploy.Costs;

/// <summary>An environment, as its templates have it.</summary>
/// <param name="Environment">Its name.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Services">Its services.</param>
/// <param name="Inventory">The numbers of things in its templates.</param>
internal sealed record Deployed(string Environment, EnvironmentSettings Settings, ServiceFolders Services, Inventory Inventory)
{
    /// <param name="environment">Its name.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="services">Its services.</param>
    /// <param name="folder">The folder of its templates.</param>
    public static Deployed Read(string environment, EnvironmentSettings settings, ServiceFolders services, string folder) =>
        new(environment, settings, services, new Inventory(new Templates(folder), new ResourceNames(environment).Prefix));
}

/// <summary>The costs of an environment in a month of 730 hours.</summary>
internal sealed record Bill
{
    public required string Environment { get; init; }

    /// <summary>The region of the prices.</summary>
    public required string Region { get; init; }

    /// <summary>The date of the prices.</summary>
    public required string PricesOf { get; init; }

    /// <summary>Orders a second, on average over the month.</summary>
    public required decimal OrdersPerSecond { get; init; }

    /// <summary>What costs something, by service.</summary>
    public required IReadOnlyList<BillLine> Lines { get; init; }

    /// <summary>US dollars.</summary>
    public decimal Total => Lines.Sum(line => line.Dollars);

    /// <summary>The events that an order causes, and who receives them.</summary>
    public required IReadOnlyList<OrderEvent> Events { get; init; }

    public required IReadOnlyList<Assumption> Assumptions { get; init; }

    /// <summary>Reasons why the environment cannot handle the orders.</summary>
    public required IReadOnlyList<string> Shortages { get; init; }

    /// <exception cref="DeployException">There is no price of the database.</exception>
    public static Bill Of(Deployed deployed, PriceList prices, Assumptions assume, decimal ordersPerSecond)
    {
        var events = new OrderEvents(deployed.Services, assume);
        var load = new Load(deployed.Inventory, events, assume, deployed.Services, ordersPerSecond);
        return new Bill
        {
            Environment = deployed.Environment,
            Region = prices.Region,
            PricesOf = prices.Date,
            OrdersPerSecond = ordersPerSecond,
            Lines = [.. LinesOf(deployed, load, prices).Where(line => line.Dollars > 0)],
            Events = events.All,
            Assumptions = [.. assume.All],
            Shortages = [.. load.Shortages],
        };
    }

    private static IEnumerable<BillLine> LinesOf(Deployed deployed, Load load, PriceList prices) =>
    [
        .. ComputeCosts.Of(deployed.Inventory, load, prices),
        .. DatabaseCosts.Of(deployed.Inventory, load, prices),
        .. NetworkCosts.Of(deployed.Inventory, load, prices),
        .. MessagingCosts.Of(deployed.Inventory, load, prices),
        .. new MonitoringCosts(deployed, load, prices).Lines,
        .. SecretCosts.Of(deployed, prices),
    ];
}
