using Microsoft.Extensions.Logging;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.Scheduler;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Hosting;

/// <summary>The queues, buses and schedules of a server, and the deliveries between them.</summary>
internal sealed class ServerState : IDisposable
{
    public ServerState(LocalAwsOptions options, ILoggerFactory logging)
    {
        Queues = new QueueStore(options);
        Buses = new BusStore(options);
        Schedules = new ScheduleStore(options);
        Delivery = new EventDelivery(Buses, Queues, options.TimeProvider, logging.CreateLogger<EventDelivery>());
        Invoker = new ScheduleInvoker(Buses, Queues, Delivery, options, logging.CreateLogger<ScheduleInvoker>());
    }

    public QueueStore Queues { get; }

    public BusStore Buses { get; }

    public ScheduleStore Schedules { get; }

    public EventDelivery Delivery { get; }

    public ScheduleInvoker Invoker { get; }

    /// <summary>Ends what would go on by itself: schedules, replays, moves and long polls. Running calls end undisturbed.</summary>
    public void Stop()
    {
        Schedules.Dispose();
        Buses.Dispose();
        Queues.Stop();
    }

    public void Dispose()
    {
        Stop();
        Queues.Dispose();
    }
}
