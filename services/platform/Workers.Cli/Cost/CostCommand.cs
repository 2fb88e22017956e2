using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Workers.Cli.Commands;
using Workers.Cli.Connections;
using Workers.Cli.Terminals;

namespace Workers.Cli.Cost;

/// <summary><c>cost</c>: what the counted calls cost in a month.</summary>
internal static class CostCommand
{
    private const int DefaultSeconds = 30;
    private const decimal SecondsPerMonth = 730 * 3600;

    public static Command Create()
    {
        var time = new Option<int>("--for") { Description = "Seconds for which the calls are counted, 1 to 86400", DefaultValueFactory = _ => DefaultSeconds };
        time.Require(value => value is >= 1 and <= 86_400, "--for must be 1 to 86400 seconds.");
        var rate = new Option<double?>("--events-per-second") { Description = "Compute the month at this rate of published events, as if each event took as many calls. Default: the rate that is measured" };
        rate.Require(value => value is > 0 and < 1_000_000, "--events-per-second must be above 0, such as 0.5.");
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var connection = new ConnectionOptions();
        var command = new Command(
            "cost",
            """
            Count the calls of the local system, and compute what they cost on AWS in a month

            It counts SQS and EventBridge. Tasks, database and network of an environment are computed from its templates: see deploy/docs/costs.md.

            Examples:
              workers cost --for 60
              workers cost --events-per-second 10
            """)
        {
            time, rate, json,
        };
        connection.AddTo(command);
        command.SetAction((parsed, stopping) => connection.RunAsync(parsed, async (aws, terminal) =>
        {
            if (aws.Endpoint is not { } endpoint)
                throw new CliException("The calls of AWS are not counted here: run this against LocalAws, under a load like that of production.");
            var seconds = parsed.GetValue(time);
            using var http = new HttpClient();
            var counts = await terminal.ProgressAsync(
                "Counting calls", seconds, progress => CallCounts.MeasureAsync(http, endpoint, TimeSpan.FromSeconds(seconds), progress, stopping));
            Write(terminal, counts, parsed.GetValue(rate), parsed.GetValue(json));
            return 0;
        }, stopping));
        return command;
    }

    private static void Write(Terminal terminal, CallCounts counts, double? rate, bool json)
    {
        if (rate is not null && counts.Events == 0)
            throw new CliException("No event was published meanwhile, so it is not known how many calls an event takes. Place some load, or leave out --events-per-second.");

        // The months of AWS have 730 hours.
        var factor = rate is { } events ? (decimal)events * SecondsPerMonth / counts.Events : SecondsPerMonth / (decimal)counts.Seconds;
        var lines = counts.Calls.OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => new CostLine(one.Key, one.Value, counts.Events > 0 ? (double)one.Value / counts.Events : null, one.Value * factor, CallPrices.Of(one.Key, one.Value * factor)))
            .ToList();
        var total = lines.Sum(line => line.Dollars);
        if (json)
        {
            terminal.Output.WriteLine(JsonSerializer.Serialize(new { counts.Seconds, counts.Events, Lines = lines, DollarsPerMonth = total }, Json.Readable));
            return;
        }

        var table = Terminal.Table("Call", "Counted", "Per event", "A month", "US dollars");
        foreach (var column in table.Columns.Skip(1))
            column.RightAligned();
        foreach (var line in lines)
            table.AddRow(
                line.Call, Number(line.Counted), line.PerEvent?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–", Number(line.AMonth), line.Dollars.ToString("0.00", CultureInfo.InvariantCulture));
        terminal.Results.Write(table);
        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.Events} events in {counts.Seconds:0} s. A month of this at {(rate ?? (counts.Events / counts.Seconds)):0.##} events a second: {total:0.00} US dollars for SQS and EventBridge, without the free tier."));
    }

    private static string Number(decimal number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A line of the bill.</summary>
    private sealed record CostLine(string Call, long Counted, double? PerEvent, decimal AMonth, decimal Dollars);
}
