using System.CommandLine;
using Spectre.Console;

namespace Workers.Cli.Terminals;

/// <summary>What a command prints on: results to standard output, and progress, questions and errors to standard error.</summary>
internal sealed class Terminal
{
    /// <summary>Width of tables in files and pipes.</summary>
    private const int FileWidth = 200;

    public Terminal(TextWriter output, TextWriter error)
    {
        (Output, Error) = (output, error);
        Results = Create(output, output == Console.Out && !Console.IsOutputRedirected);
        IsErrorInteractive = error == Console.Error && !Console.IsErrorRedirected;
        Messages = Create(error, IsErrorInteractive);
    }

    /// <summary>Standard output, for JSON.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; }

    /// <summary>Standard output, for tables.</summary>
    public IAnsiConsole Results { get; }

    /// <summary>Standard error, for progress and remarks.</summary>
    public IAnsiConsole Messages { get; }

    private bool IsErrorInteractive { get; }

    /// <summary>The terminal of a command's invocation.</summary>
    public static Terminal Of(ParseResult parsed) => new(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);

    /// <summary>A table that is as wide as its content.</summary>
    public static Table Table(params IEnumerable<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns([.. columns.Select(column => new TableColumn(column))]);
        return table;
    }

    /// <summary>Asks before a change.</summary>
    /// <exception cref="CliException">Nobody can be asked.</exception>
    public async Task<bool> ConfirmAsync(string question, CancellationToken stopping)
    {
        if (Console.IsInputRedirected || !IsErrorInteractive)
            throw new CliException($"{question} Nobody can be asked here: pass --yes to do it, or --dry-run to see what would be done.");
        return await Messages.PromptAsync(new ConfirmationPrompt(question.EscapeMarkup()) { DefaultValue = false }, stopping);
    }

    /// <summary>Shows a progress bar while the work runs; nothing if standard error is no terminal.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="about">About how many items there are.</param>
    /// <param name="work">The work. It reports the number of items done so far.</param>
    public Task<T> ProgressAsync<T>(string title, int about, Func<IProgress<int>, Task<T>> work)
    {
        if (!IsErrorInteractive)
            return work(new Progress<int>());
        return Messages.Progress().Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn()).StartAsync(view =>
        {
            var bar = view.AddTask(title, maxValue: Math.Max(1, about));
            return work(new Progress<int>(done => bar.Value = done));
        });
    }

    private static IAnsiConsole Create(TextWriter writer, bool isInteractive)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isInteractive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isInteractive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isInteractive)
            console.Profile.Width = FileWidth;
        return console;
    }
}
