using System.CommandLine;
using Workers.Cli.Commands;
using Workers.Cli.Terminals;

namespace Workers.Cli.Events;

/// <summary><c>events sample</c>: an event of a contract, to edit and publish.</summary>
internal static class SampleCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("contract") { Description = "Detail type of the contract, or source/detail-type" };
        var files = EventsCommand.Contracts();
        var command = new Command(
            "sample",
            """
            Print an event of a contract, to edit and publish

            Example:
              workers events sample OrderCreated > order.json
              workers events publish order.json
            """)
        {
            name, files,
        };
        command.SetAction((parsed, stopping) =>
        {
            var terminal = Terminal.Of(parsed);
            return ExitCode.OfAsync<CliException>(
                async () =>
                {
                    var (contract, type) = LoadedContracts.Load(parsed.GetValue(files) ?? []).Get(parsed.GetValue(name)!);
                    await terminal.Output.WriteLineAsync(ContractSample.Of(contract, type, TimeProvider.System.GetUtcNow()).ToJsonString(Json.Readable));
                    return 0;
                },
                stopping,
                terminal.Error);
        });
        return command;
    }
}
