using System.CommandLine;
using Benchmarks.Consuming;
using Benchmarks.Report;
using Benchmarks.Stand;

namespace Benchmarks;

/// <summary>The options of the program.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Rounds that count, after one to warm up", DefaultValueFactory = _ => 5 };
        var messages = new Option<int>("--messages") { Description = "Messages of a round", DefaultValueFactory = _ => 20_000 };
        var json = new Option<bool>("--json") { Description = "One line of JSON instead of a table" };
        AtLeast(rounds, 1);
        AtLeast(messages, 1000);

        var command = new RootCommand(
            "Measures the transport beside a bare loop on AWSSDK.SQS, both on LocalAws in a process of its own. Exit code 1 when a goal is missed.")
        {
            rounds, messages, json,
        };
        command.SetAction((parsed, stopping) => RunAsync(
            parsed.GetValue(rounds), parsed.GetValue(messages), parsed.GetValue(json), stopping));
        return command;
    }

    private static async Task<int> RunAsync(int rounds, int messages, bool json, CancellationToken stopping)
    {
        try
        {
            return await MeasureAsync(rounds, messages, json, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped before the end: there are no figures.");
            return 130;
        }
    }

    private static async Task<int> MeasureAsync(int rounds, int messages, bool json, CancellationToken stopping)
    {
        await using var aws = await LocalAwsProcess.StartAsync(stopping);
        List<Figure> figures = [];
        foreach (var benchmark in
            from latency in (int[])[10, 0]
            from handlers in (int[])[16, 64]
            select new ConsumeBenchmark(handlers, latency, messages))
            figures.AddRange(await benchmark.RunAsync(aws, rounds, Console.Error.WriteLine, stopping));
        Printer.Print(figures, json);
        return figures.All(figure => figure.IsMet) ? 0 : 1;
    }

    private static void AtLeast(Option<int> option, int least) => option.Validators.Add(result =>
    {
        if (result.Tokens.Any(token => !int.TryParse(token.Value, out var value) || value < least))
            result.AddError($"{option.Name} must be a number of at least {least}.");
    });
}
