using Spectre.Console;

namespace Store.AppHost.Demo;

/// <summary>Prints a demo: progress to standard error, so that standard output has only the result.</summary>
internal static class DemoView
{
    private const int MostProblems = 20;

    private static readonly IAnsiConsole Errors = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Prints a line, above the progress bars if there are any.</summary>
    public static void Report(string line) => Errors.WriteLine(line);

    public static async Task<DemoResult> WatchAsync(DemoOptions options, Func<IProgress<DemoProgress>, Task<DemoResult>> run)
    {
        if (Console.IsErrorRedirected)
            return await run(new Progress<DemoProgress>());

        return await Errors.Progress().Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn()).StartAsync(view =>
        {
            var placing = view.AddTask("Placing orders, returns and registrations", maxValue: Math.Max(1, options.Total));
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
        ShowReactions(result);
        if (result.Kills is not null)
            ShowAudit(result);
        foreach (var problem in result.Problems.Take(MostProblems))
            AnsiConsole.WriteLine(problem);
        if (result.Problems.Count > MostProblems)
            AnsiConsole.MarkupLineInterpolated($"… and {result.Problems.Count - MostProblems} more");
        AnsiConsole.MarkupLineInterpolated(
            $"{result.Options.Orders} orders, {result.Options.Returns} returns and {result.Options.Registrations} registrations: {result.Workers.Sum(worker => worker.Reactions)} reactions in {result.Seconds:0.0} s, {result.Lost} lost, {result.Duplicated} duplicated, {result.Wrong} wrong, {result.DeadLettered} dead-lettered");
    }

    private static void ShowReactions(DemoResult result)
    {
        var table = Table("Worker", "Reactions", "p50 ms", "p99 ms", "Lost", "Duplicated");
        foreach (var worker in result.Workers)
            table.AddRow(
                worker.Name,
                $"{worker.Reactions}",
                $"{Percentile.Of(worker.Latencies, 0.50):0}",
                $"{Percentile.Of(worker.Latencies, 0.99):0}",
                $"{worker.Lost}",
                $"{worker.Duplicated}");
        AnsiConsole.Write(table);
    }

    private static void ShowAudit(DemoResult result)
    {
        var table = Table("Effect", "Expected", "Found", "Lost", "Duplicated", "Wrong");
        foreach (var line in result.Audit)
            table.AddRow(
                $"{line.Where}: {line.What}",
                Range(line.Expected, line.Most),
                $"{line.Found}",
                $"{line.Lost}",
                $"{line.Duplicated}",
                $"{line.Wrong}");
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"Killed: {List(result.Kills!)}");
        AnsiConsole.MarkupLineInterpolated($"Faults of AWS: {List(result.Faults!)}");
    }

    private static string Range(int least, int most) => least == most ? $"{least}" : $"{least} to {most}";

    private static Table Table(string first, params string[] numbers)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(first);
        foreach (var column in numbers)
            table.AddColumn(new TableColumn(column).RightAligned());
        return table;
    }

    private static string List<T>(IReadOnlyDictionary<string, T> counts) =>
        string.Join(", ", counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key} {count.Value}"));
}
