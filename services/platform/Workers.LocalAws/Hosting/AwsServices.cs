using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.LocalAws.EventBridge;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.Http;
using Workers.LocalAws.Scheduler;
using Workers.LocalAws.Sqs;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Hosting;

/// <summary>The services of a server.</summary>
internal static class AwsServices
{
    /// <summary>The names of all operations, as in the request log: <c>sqs:SendMessage</c>.</summary>
    public static FrozenSet<string> Operations { get; } = FindOperations();

    public static IReadOnlyList<AwsService> Create(
        LocalAwsOptions options, QueueStore queues, BusStore buses, ScheduleStore schedules, ILoggerFactory logging)
    {
        var delivery = new EventDelivery(buses, queues, options.TimeProvider, logging.CreateLogger<EventDelivery>());
        var invoker = new ScheduleInvoker(buses, queues, delivery, options, logging.CreateLogger<ScheduleInvoker>());
        return
        [
            SqsService.Create(queues),
            EventBridgeService.Create(buses, delivery, options, logging),
            SchedulerService.Create(schedules, invoker, options),
        ];
    }

    private static FrozenSet<string> FindOperations()
    {
        // Unused instances of the services, so that their operation tables stay the only list.
        var options = new LocalAwsOptions();
        using var queues = new QueueStore(options);
        using var buses = new BusStore(options);
        using var schedules = new ScheduleStore(options);
        return Create(options, queues, buses, schedules, NullLoggerFactory.Instance)
            .SelectMany(service => service.Operations.Keys.Select(operation => $"{service.Name}:{operation}"))
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
