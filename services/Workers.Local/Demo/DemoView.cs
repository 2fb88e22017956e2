using Spectre.Console;

namespace Workers.Local.Demo;

/// <summary>Shows a demo: progress on standard error, so that standard output holds the result alone.</summary>
internal static class DemoView
{
    public static async Task<DemoResult> WatchAsync(DemoOptions options, Func<IProgress<DemoProgress>, Task<DemoResult>> run)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (Console.IsErrorRedirected)
            return await run(new Progress<DemoProgress>());

        return await console.Progress().Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn()).StartAsync(view =>
        {
            var placing = view.AddTask("Placing orders and registrations", maxValue: Math.Max(1, options.Orders + options.Registrations));
            var reacting = view.AddTask("Reacting");
            reacting.IsIndeterminate = true;
            return run(new Progress<DemoProgress>(step =>
            {
                placing.Value = step.Placed;
                reacting.Description = $"{step.Published} events published, {step.Waiting} messages waiting";
            }));
        });
    }

    public static void Show(DemoResult result)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Worker");
        foreach (var column in (string[])["Reactions", "p50 ms", "p99 ms", "Lost", "Doubled"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var worker in result.Workers)
        {
            List<double> latencies = [.. worker.Latencies.Order()];
            table.AddRow(
                worker.Name,
                $"{worker.Reactions}",
                $"{Audit.Percentile(latencies, 0.50):0}",
                $"{Audit.Percentile(latencies, 0.99):0}",
                $"{worker.Lost}",
                $"{worker.Duplicated}");
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated(
            $"{result.Orders} orders and {result.Registrations} registrations: {result.Workers.Sum(worker => worker.Reactions)} reactions in {result.Seconds:0.0} s, {result.Lost} lost, {result.Duplicated} doubled, {result.DeadLettered} dead-lettered");
    }
}
