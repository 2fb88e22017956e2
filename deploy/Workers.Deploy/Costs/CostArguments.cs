using System.Globalization;

namespace Workers.Deploy.Costs;

/// <summary>The arguments of <c>cost</c>.</summary>
internal sealed class CostArguments
{
    public const string Help =
        """
        usage: dotnet run --project Workers.Deploy -- cost ENVIRONMENT [options]

        Computes what an environment costs in a month, from its file in deploy/environments, its synthesized templates and list prices. It needs
        Node.js, but no AWS account.

          --orders-per-second N  orders a second, on average over the month; 0 by default
          --assume NAME=VALUE    another value of an assumption; the output lists them. Can be repeated
          --prices FILE          other prices: JSON of the form of Workers.Deploy/Costs/prices.json, with those that differ
          --json                 JSON instead of a table
          --help                 this text

        """;

    public string Environment { get; private set; } = "";

    public decimal OrdersPerSecond { get; private set; }

    public Assumptions Assumptions { get; } = new();

    public string? Prices { get; private set; }

    public bool Json { get; private set; }

    /// <summary>Reads the arguments.</summary>
    /// <returns>What is wrong with them; null if nothing is.</returns>
    public string? Read(IReadOnlyList<string> arguments)
    {
        var remaining = new Queue<string>(arguments);
        while (remaining.TryDequeue(out var argument))
        {
            if (ReadOne(argument, remaining) is { } problem)
                return problem;
        }

        return Environment.Length == 0 ? "The environment is missing." : null;
    }

    private string? ReadOne(string argument, Queue<string> remaining)
    {
        if (argument == "--json")
        {
            Json = true;
            return null;
        }

        if (!argument.StartsWith('-'))
        {
            if (Environment.Length > 0)
                return $"'{argument}' is one argument too many.";
            Environment = argument;
            return null;
        }

        if (argument is not ("--orders-per-second" or "--assume" or "--prices"))
            return $"'{argument}' is not an option.";
        return remaining.TryDequeue(out var value) ? ReadValue(argument, value) : $"{argument}: the value is missing.";
    }

    private string? ReadValue(string option, string value)
    {
        if (option == "--assume")
            return Assumptions.Set(value);
        if (option == "--prices")
        {
            Prices = value;
            return null;
        }

        if (!decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var orders) || orders > 100_000)
            return $"{option}: '{value}' is not a number between 0 and 100000.";
        OrdersPerSecond = orders;
        return null;
    }
}
