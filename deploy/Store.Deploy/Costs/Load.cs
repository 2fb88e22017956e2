namespace Store.Deploy.Costs;

/// <summary>Orders, events and tasks in a month of 730 hours.</summary>
internal sealed class Load(Inventory inventory, OrderEvents events, Assumptions assume, ServiceFolders services, decimal ordersPerSecond)
{
    /// <summary>Hours of a month, as on AWS's price pages.</summary>
    public const int Hours = 730;

    /// <summary>Days of a month, for retentions.</summary>
    public const decimal Days = 30.4m;

    private const int Minutes = 60;

    private const int EventChunkBytes = 65_536;

    public OrderEvents Events => events;

    public Assumptions Assume => assume;

    public decimal OrdersPerSecond => ordersPerSecond;

    /// <summary>Orders in the month.</summary>
    public Factor Orders { get; } = (ordersPerSecond * 3600 * Hours, "orders");

    public Factor Published => (events.Published, "events");

    public Factor Delivered => (events.Delivered, "messages");

    /// <summary>Each event is charged for each 64 KB.</summary>
    public Factor Chunks { get; } = (Math.Max(Math.Ceiling(assume["eventKB"] * 1000 / EventChunkBytes), 1), "chunk(s) of 64 KB");

    /// <summary>Messages and the order itself.</summary>
    public Factor Handled => (events.Delivered + 1, "messages and requests");

    public Factor Month { get; } = (Hours, "h");

    public Factor MonthInMinutes { get; } = (Hours * Minutes, "minutes");

    /// <summary>All tasks that run on average.</summary>
    public Factor Tasks => (inventory.Tasks.Sum(Running), "task(s)");

    public Factor WorkerTasks => (inventory.Tasks.Where(IsWorker).Sum(Running), "task(s)");

    /// <summary>The tasks that a service needs, within its minimum and maximum.</summary>
    public int Running(RunningTasks tasks) => Math.Max(tasks.Minimum, Math.Min(Needed(tasks), tasks.Maximum));

    /// <summary>A sentence for each service that needs more tasks than its maximum.</summary>
    public IEnumerable<string> Shortages =>
        from tasks in inventory.Tasks
        let needed = Needed(tasks)
        where needed > tasks.Maximum
        select $"{tasks.Service} needs {needed} tasks, but maxTasks is {tasks.Maximum}: messages wait ever longer. Raise maxTasks.";

    private int Needed(RunningTasks tasks) => (int)Math.Ceiling(
        tasks.Service == services.Storefront.Name ? ordersPerSecond / assume["ordersPerTask"]
        : IsWorker(tasks) ? ordersPerSecond * events.DeliveredTo(tasks.Service) / assume["messagesPerTask"]
        : 0);

    private bool IsWorker(RunningTasks tasks) => services.Workers.Any(worker => worker.Name == tasks.Service);
}
