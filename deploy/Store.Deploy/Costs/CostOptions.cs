using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Store.Deploy.Costs;

/// <summary>The options of <c>cost</c>.</summary>
/// <param name="Environment">Name of the environment.</param>
/// <param name="OrdersPerSecond">Orders a second, on average over the month.</param>
/// <param name="Assumptions">The assumptions.</param>
/// <param name="Prices">File with other prices; null for none.</param>
/// <param name="Json">Whether to print JSON.</param>
internal sealed record CostOptions(string Environment, decimal OrdersPerSecond, Assumptions Assumptions, string? Prices, bool Json)
{
    /// <summary>The command line.</summary>
    /// <param name="run">Runs the command, and returns its exit code.</param>
    public static RootCommand CommandLine(Func<CostOptions, int> run)
    {
        var environment = new Argument<string>("ENVIRONMENT") { Description = "A file in deploy/environments, such as prod" };
        var orders = new Option<decimal>("--orders-per-second")
        {
            Description = "Orders a second, on average over the month",
            DefaultValueFactory = _ => 0,
            CustomParser = ReadOrders,
        };
        var assumptions = new Option<string[]>("--assume")
        {
            Description = "NAME=VALUE: another value of an assumption; the output lists them. Can be repeated",
            DefaultValueFactory = _ => [],
        };
        assumptions.Validators.Add(result =>
        {
            foreach (var problem in result.Tokens.Select(token => new Assumptions().Set(token.Value)).OfType<string>())
                result.AddError(problem);
        });
        var prices = new Option<string?>("--prices") { Description = "Other prices: JSON of the form of Store.Deploy/Costs/prices.json, with those that differ" };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table" };
        var cost = new Command(
            CostCommand.Name,
            "Computes what an environment costs in a month, from its file, its synthesized templates and list prices. Needs Node.js, but no AWS account.")
        {
            environment, orders, assumptions, prices, json,
        };
        cost.SetAction(parsed => run(new CostOptions(
            parsed.GetValue(environment)!,
            parsed.GetValue(orders),
            Assumptions.Of(parsed.GetValue(assumptions)!),
            parsed.GetValue(prices),
            parsed.GetValue(json))));
        return new RootCommand("The CDK app, which the CDK's command line runs, and its costs.") { cost };
    }

    private static decimal ReadOrders(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var orders) && orders <= 100_000)
            return orders;
        result.AddError($"--orders-per-second: '{text}' is not a number between 0 and 100000.");
        return 0;
    }
}
