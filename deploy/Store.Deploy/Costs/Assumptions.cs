using System.Globalization;

namespace Store.Deploy.Costs;

/// <summary>A number that neither the templates nor the subscriptions have.</summary>
/// <param name="Name">Its name, for <c>--assume NAME=VALUE</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Meaning">Its meaning, with the unit.</param>
internal sealed record Assumption(string Name, decimal Value, string Meaning);

/// <summary>The assumptions of a bill. 1 KB is 1000 bytes.</summary>
internal sealed class Assumptions
{
    /// <summary>
    /// The defaults. They are estimates; the numbers of Container Insights were not compared with its price page.
    /// </summary>
    private static readonly Assumption[] Defaults =
    [
        new("eventKB", 1.5m, "size of an event in KB; above 64 it is charged for each 64 KB"),
        new("declined", 0.02m, "share of orders whose payment is declined"),
        new("short", 0.01m, "share of orders that stock cannot fill"),
        new("returned", 0.03m, "share of orders that are returned"),
        new("registered", 0.1m, "registrations for each order"),
        new("eventsPerCall", 1, "events in a PutEvents call, 1 (quiet) to 10 (busy); a call with several is a trace of its own"),
        new("messagesPerCall", 1, "messages that SQS returns or deletes in a call, 1 (quiet) to 10 (busy)"),
        new("requestsPerMinute", 5, "SQS requests of an idle task a minute: long polls, and queries of the backlog"),
        new("messagesPerTask", 50, "messages that a task handles in a second; measure yours"),
        new("ordersPerTask", 50, "orders that a task of the Storefront takes in a second; measure yours"),
        new("linesPerMessage", 1, "log lines for each message and each order"),
        new("lineKB", 0.6m, "size of a log line in KB"),
        new("spansPerMessage", 4, "spans for each message and each order"),
        new("spanKB", 1, "size of a span in KB"),
        new("insightsPerCluster", 8, "metrics of Container Insights for the cluster"),
        new("insightsPerService", 11, "metrics of Container Insights for a service"),
        new("insightsPerFamily", 6, "metrics of Container Insights for a task definition"),
        new("insightsKB", 4, "log of Container Insights for a task in KB a minute"),
        new("metricsKB", 2, "log lines with the services' own metrics for a task in KB a minute"),
        new("flowLogKB", 1, "flow log for a task in KB a minute"),
        new("accessLogKB", 0.5m, "access log for a request in KB"),
        new("idleSeries", 3, "a service's own metrics in CloudWatch without orders"),
        new("busySeries", 13, "a worker's own metrics in CloudWatch with orders, with every outcome"),
        new("prometheusSeries", 200, "series of a task in Prometheus, a sample a minute each"),
        new("vaultShare", 1, "snapshots in the backup vault, in proportion to the database's storage"),
    ];

    private readonly Dictionary<string, Assumption> _all = Defaults.ToDictionary(one => one.Name, StringComparer.Ordinal);

    public IEnumerable<Assumption> All => Defaults.Select(one => _all[one.Name]);

    public decimal this[string name] => _all[name].Value;

    /// <param name="texts">Replaced values, such as <c>eventKB=200</c>, which are valid.</param>
    public static Assumptions Of(params IEnumerable<string> texts)
    {
        var assumptions = new Assumptions();
        foreach (var text in texts)
            assumptions.Set(text);
        return assumptions;
    }

    /// <summary>Replaces a value.</summary>
    /// <param name="text">Such as <c>eventKB=200</c>.</param>
    /// <returns>What is wrong with the text; null if nothing is.</returns>
    public string? Set(string text)
    {
        var (name, value) = text.Split('=', 2) is [var left, var right] ? (left, right) : (text, "");
        if (!_all.TryGetValue(name, out var old))
            return $"--assume: there is no '{name}'. The names are {string.Join(", ", _all.Keys)}.";
        if (!decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return $"--assume {name}: '{value}' is not a number.";
        if (name.EndsWith("PerCall", StringComparison.Ordinal) && number is < 1 or > 10)
            return $"--assume {name}: {value} is not between 1 and 10.";
        if (name.EndsWith("PerTask", StringComparison.Ordinal) && number == 0)
            return $"--assume {name}: it is not above 0.";
        _all[name] = old with { Value = number };
        return null;
    }
}
