using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Workers.Cli.Commands;
using Workers.Cli.Connections;
using Workers.Cli.Terminals;

namespace Workers.Cli.Top;

/// <summary><c>top</c>: the figures of all workers.</summary>
internal static class TopCommand
{
    private const int DefaultInterval = 2;

    public static Command Create()
    {
        var queues = new Argument<string[]>("queue") { Description = "Queues of workers. Default: all with a dead-letter queue", Arity = ArgumentArity.ZeroOrMore };
        queues.RefuseOptions();
        var services = new Option<string?>("--services") { Description = "Folder with the workers' folders, for the programs of this machine. Default: services in the current folder or above it, if there is one" };
        var interval = new Option<int>("--interval") { Description = "Seconds between two readings, 1 to 3600", DefaultValueFactory = _ => DefaultInterval };
        interval.Require(value => value is >= 1 and <= 3600, "--interval must be 1 to 3600 seconds.");
        var once = new Option<bool>("--once") { Description = "Print one table and end" };
        var json = new Option<bool>("--json") { Description = "Print JSON and end" };
        var connection = new ConnectionOptions();
        var command = new Command(
            "top",
            """
            Show backlog, age, rates, dead letters, running programs and outbox of each worker, live

            Examples:
              workers top
              workers top payment stock --interval 5
              workers top --json --environment prod
            """)
        {
            queues, services, interval, once, json,
        };
        connection.AddTo(command);
        command.SetAction((parsed, stopping) => connection.RunAsync(parsed, async (aws, terminal) =>
        {
            using var board = new Board(aws, parsed.GetValue(services) ?? SolutionFolder.Find("services"), parsed.GetValue(queues) ?? []);
            var pause = TimeSpan.FromSeconds(parsed.GetValue(interval));
            if (parsed.GetValue(json) || parsed.GetValue(once) || !terminal.Results.Profile.Capabilities.Interactive)
            {
                // Rates are differences of two readings.
                await board.ReadAsync(stopping);
                await Task.Delay(pause, aws.Time, stopping);
                var figures = await board.ReadAsync(stopping);
                if (parsed.GetValue(json))
                    await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(new { Target = aws.Name, Workers = figures }, Json.Readable));
                else
                    terminal.Results.Write(TopTable.Of(aws, figures));
                return 0;
            }

            await terminal.Results.Live(TopTable.Of(aws, await board.ReadAsync(stopping))).StartAsync(async live =>
            {
                while (true)
                {
                    await Task.Delay(pause, aws.Time, stopping);
                    live.UpdateTarget(TopTable.Of(aws, await board.ReadAsync(stopping)));
                }
            });
            return 0;
        }, stopping));
        return command;
    }
}
