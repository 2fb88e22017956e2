using System.CommandLine;

namespace Workers.Cli.Events;

/// <summary><c>events</c>: everything about the events on the bus.</summary>
internal static class EventsCommand
{
    public static Command Create() => new("events", "Follow, publish and replay events")
    {
        TailCommand.Create(),
        SampleCommand.Create(),
        PublishCommand.Create(),
        ReplayCommand.Create(),
    };

    /// <summary>The option that names the contracts.</summary>
    public static Option<string[]> Contracts() => new("--contracts") { Description = "Assemblies with the contracts. Default: the built ones below contracts in the current folder or above it" };
}
