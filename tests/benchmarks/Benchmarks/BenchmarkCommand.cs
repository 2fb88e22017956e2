using System.CommandLine;
using Benchmarks.Report;
using Benchmarks.Stand;
using Workers.Cli.Commands;

namespace Benchmarks;

/// <summary>The options of the program.</summary>
internal static class BenchmarkCommand
{
    public static RootCommand Create()
    {
        var only = new Option<string[]>("--only")
        {
            HelpName = "NAME ...",
            Description = $"Only these benchmarks; all by default: {string.Join(", ", Suite.Names)}",
            AllowMultipleArgumentsPerToken = true,
        };
        only.AcceptOnlyFromAmong(Suite.Names);
        var rounds = new Option<int>("--rounds") { Description = "Rounds that count, after one to warm up; idle, memory and allocations have one", DefaultValueFactory = _ => 5 };
        var messages = new Option<int>("--messages") { Description = "Messages of a round, where the benchmark has no number of its own", DefaultValueFactory = _ => 20_000 };
        var json = new Option<bool>("--json") { Description = "One line of JSON instead of a table" };
        rounds.Require(value => value >= 1, "--rounds must be a number of at least 1.");
        messages.Require(value => value >= 1000, "--messages must be a number of at least 1000.");

        var command = new RootCommand(
            "Measures the transport and the store beside what they are built on, on LocalAws in a process of its own. Exit code 1 when a goal is missed.")
        {
            only, rounds, messages, json,
        };
        command.SetAction((parsed, stopping) => RunAsync(
            parsed.GetValue(only) is { Length: > 0 } names ? names : Suite.Names,
            parsed.GetValue(rounds),
            parsed.GetValue(messages),
            parsed.GetValue(json),
            stopping));
        return command;
    }

    private static async Task<int> RunAsync(string[] names, int rounds, int messages, bool json, CancellationToken stopping)
    {
        try
        {
            return await MeasureAsync(names, rounds, messages, json, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped before the end: there are no figures.");
            return 130;
        }
    }

    private static async Task<int> MeasureAsync(string[] names, int rounds, int messages, bool json, CancellationToken stopping)
    {
        List<Figure> figures = [];
        foreach (var benchmark in Suite.Of(names))
        {
            // A LocalAws for each: none inherits the memory or the settings of another.
            await using var aws = await BenchmarkAws.StartAsync(stopping);
            figures.AddRange(await benchmark.RunAsync(new BenchmarkRun(aws, rounds, messages), stopping));
        }

        Printer.Print(figures, json);
        return figures.All(figure => figure.IsMet) ? 0 : 1;
    }
}
