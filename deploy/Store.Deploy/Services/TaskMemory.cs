using Store.Deploy.Environments;
using Store.Deploy.Telemetry;

namespace Store.Deploy.Services;

/// <summary>
/// The memory of a task's containers, in MiB. Each has a limit of its own: on Fargate .NET reads that of its container, and without one it
/// sizes its heap by the memory of the host, until the task is killed. All reservations together have to fit into the task.
/// </summary>
internal static class TaskMemory
{
    /// <summary>For a container that does not run beside the program.</summary>
    public const int Minimum = 32;

    public const int Simulator = 192;

    /// <summary>What the program has left.</summary>
    public static int OfProgram(ServiceSettings settings) =>
        settings.Memory - Collector.Memory - Minimum - (settings.Simulator is null ? 0 : Simulator);
}
