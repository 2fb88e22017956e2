using Spectre.Console;

namespace Soak.Report;

/// <summary>Shows how far a soak is: on standard error, so that standard output holds the result alone.</summary>
internal static class SoakView
{
    /// <param name="options">What the soak does.</param>
    /// <param name="quiet">Shows nothing; it does so too where nobody would see it move.</param>
    /// <param name="run">The soak.</param>
    public static async Task<SoakResult> WatchAsync(SoakOptions options, bool quiet, Func<IProgress<SoakProgress>, Task<SoakResult>> run)
    {
        if (quiet || Console.IsErrorRedirected)
            return await run(new Progress<SoakProgress>());

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn()).StartAsync(view =>
        {
            var published = view.AddTask("Published", maxValue: options.Messages);
            var handled = view.AddTask("Handled", maxValue: options.Messages);
            return run(new Progress<SoakProgress>(step =>
            {
                (published.Value, handled.Value) = (step.Published, step.Handled);
                published.Description = $"{step.Published} published";
                handled.Description = $"{step.Handled} handled, {step.Kills} kills, {step.Restarts} restarts";
            }));
        });
    }
}
