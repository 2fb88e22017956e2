using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.LocalAws.EventBridge;
using Workers.LocalAws.Http;
using Workers.LocalAws.Scheduler;
using Workers.LocalAws.Sqs;

namespace Workers.LocalAws.Hosting;

/// <summary>The services of a server.</summary>
internal static class AwsServices
{
    /// <summary>The names of all operations, as in the request log: <c>sqs:SendMessage</c>.</summary>
    public static FrozenSet<string> Operations { get; } = FindOperations();

    public static IReadOnlyList<AwsService> Create(LocalAwsOptions options, ServerState state, ILoggerFactory logging) =>
    [
        SqsService.Create(state.Queues),
        EventBridgeService.Create(state.Buses, state.Delivery, options, logging),
        SchedulerService.Create(state.Schedules, state.Invoker, options),
    ];

    private static FrozenSet<string> FindOperations()
    {
        // Unused instances of the services, so that their operation tables stay the only list.
        var options = new LocalAwsOptions();
        using var state = new ServerState(options, NullLoggerFactory.Instance);
        return Create(options, state, NullLoggerFactory.Instance)
            .SelectMany(service => service.Operations.Keys.Select(operation => $"{service.Name}:{operation}"))
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
