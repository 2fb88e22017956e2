using System.Globalization;
using Spectre.Console;
using Workers.Cli.Connections;
using Workers.Cli.Terminals;

namespace Workers.Cli.Top;

/// <summary>The figures as a table. A dash is what is not known here.</summary>
internal static class TopTable
{
    /// <summary>Seconds after which a waiting message or event is shown in yellow.</summary>
    private const int Late = 60;

    public static Table Of(AwsConnection aws, IReadOnlyList<WorkerFigures> workers)
    {
        var table = Terminal.Table("Queue", "Waiting", "Oldest", "In flight", "Delayed", "In/s", "Done/s", "Dead letters", "Undelivered", "Programs", "Outbox", "Refused");
        table.Title = new TableTitle($"{aws.Name.EscapeMarkup()}, {aws.Time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}");
        foreach (var column in table.Columns.Skip(1))
            column.RightAligned();
        foreach (var worker in workers)
            table.AddRow(
                new Text(worker.Queue),
                new Text($"{worker.Waiting}"),
                Cell(Age(worker.OldestSeconds), worker.OldestSeconds > Late ? Color.Yellow : null),
                new Text($"{worker.InFlight}"),
                new Text($"{worker.Delayed}"),
                Cell(Rate(worker.InPerSecond)),
                Cell(Rate(worker.DonePerSecond)),
                Cell(Number(worker.DeadLetters), worker.DeadLetters > 0 ? Color.Red : null),
                Cell(Number(worker.Undelivered), worker.Undelivered > 0 ? Color.Red : null),
                Cell(worker.DesiredTasks is { } desired ? $"{worker.Tasks} of {desired}" : Number(worker.Tasks), worker.Tasks < (worker.DesiredTasks ?? 1) ? Color.Yellow : null),
                Cell(worker.Unsent is { } unsent ? $"{unsent}{(unsent > 0 ? $", {Age(worker.OldestUnsentSeconds)}" : "")}" : Number(null), worker.OldestUnsentSeconds > Late ? Color.Yellow : null),
                Cell(Number(worker.Refused), worker.Refused > 0 ? Color.Red : null));
        return table;
    }

    private static Text Cell(string text, Color? color = null) => new(text, color is { } shown ? new Style(shown) : Style.Plain);

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "–";

    private static string Rate(double? rate) => rate?.ToString(rate < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) ?? "–";

    private static string Age(double? seconds) => seconds switch
    {
        null => "–",
        < 60 => $"{seconds.Value.ToString("0", CultureInfo.InvariantCulture)} s",
        < 3600 => $"{(seconds.Value / 60).ToString("0", CultureInfo.InvariantCulture)} min",
        < 86_400 => $"{(seconds.Value / 3600).ToString("0.0", CultureInfo.InvariantCulture)} h",
        _ => $"{(seconds.Value / 86_400).ToString("0.0", CultureInfo.InvariantCulture)} d",
    };
}
