using System.CommandLine;
using Soak.Storing;
using Soak.Working;
using Workers.Cli.Commands;

namespace Soak;

/// <summary>The options of the program, and of the workers that it starts.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        var messages = Number("--messages", "Events to publish", 100_000, 1, 10_000_000);
        var faults = Number("--faults", "Percent of calls, entries or messages that each kind of fault hits", 5, 0, 20);
        var workers = Number("--workers", "Worker processes on the queue", 2, 1, 16);
        var killEvery = Number("--kill-every", "Seconds, on average, that a worker works before it is killed", 3, 1, 3600);
        var kills = new Option<int?>("--kills") { Description = "Ends the killing after so many; by default it ends with the work" };
        var work = Number("--work", "Milliseconds that a worker works on each message", 5, 0, 100);
        var seed = new Option<int?>("--seed") { Description = "Repeats the choices of victims and faults, as far as processes can" };
        var store = new Option<string?>("--store")
        {
            Description = "Workers with inbox and outbox that write in all the ways of EF Core: sqlite, or a PostgreSQL connection string of an empty database",
        };
        var folder = new Option<string?>("--folder") { Description = "Where logs and journals stay. By default they go once all is well" };
        var json = new Option<bool>("--json") { Description = "One line of JSON instead of a table" };
        kills.Require(value => value >= 0, "--kills must be a whole number of at least 0.");
        seed.Require(_ => true, "--seed must be a whole number.");

        var command = new RootCommand(
            "Publishes events to a queue of which worker processes are killed and every call may fail, and looks for what is lost. "
            + "Exit code 1 when a message is lost, left or dead-lettered.")
        {
            messages, faults, workers, killEvery, kills, work, seed, store, folder, json, Worker(),
        };
        command.SetAction((parsed, stopping) => SoakProgram.RunAsync(
            new SoakOptions(
                parsed.GetValue(messages),
                parsed.GetValue(faults) / 100.0,
                parsed.GetValue(workers),
                TimeSpan.FromSeconds(parsed.GetValue(killEvery)),
                parsed.GetValue(kills) ?? int.MaxValue,
                TimeSpan.FromMilliseconds(parsed.GetValue(work)),
                parsed.GetValue(seed) ?? Random.Shared.Next(),
                parsed.GetValue(store),
                parsed.GetValue(folder)),
            parsed.GetValue(json),
            stopping));
        return command;
    }

    /// <summary>How the program starts itself, as one of the workers.</summary>
    private static Command Worker()
    {
        var endpoint = new Option<string>("--endpoint") { Required = true };
        var journal = new Option<string>("--journal") { Required = true };
        var work = new Option<int>("--work") { Required = true };
        var parent = new Option<int>("--parent-pid") { Required = true };
        var store = new Option<string?>("--store");
        var command = new Command("worker") { endpoint, journal, work, parent, store };
        command.Hidden = true;
        command.SetAction((parsed, stopping) =>
        {
            var settings = new WorkerSettings(
                new Uri(parsed.GetRequiredValue(endpoint)),
                parsed.GetRequiredValue(journal),
                TimeSpan.FromMilliseconds(parsed.GetRequiredValue(work)),
                parsed.GetRequiredValue(parent));
            return parsed.GetValue(store) is { } connection
                ? StoreWorkerProgram.RunAsync(settings, connection, stopping)
                : WorkerProgram.RunAsync(settings, stopping);
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int usual, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Require(value => value >= least && value <= most, $"{name} must be a whole number from {least} to {most}.");
        return option;
    }
}
