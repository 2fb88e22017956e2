using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;
using Workers.Hosting.Subscriptions;

namespace Workers.LocalAws.Testing;

/// <content>Workers in the process of the test.</content>
public sealed partial class LocalAwsFixture
{
    private readonly List<WebApplication> _started = [];

    /// <summary>
    /// Creates a worker's queue, its dead-letter queue and its rule, and starts the worker against this fixture, with a database of its own.
    /// The fixture stops it. The log shows warnings and errors.
    /// </summary>
    /// <param name="configure">The worker's parts, such as <c>Program.Configure</c>.</param>
    /// <param name="subscriptionFile">
    /// The path of its <c>subscription.json</c>, relative to the test's program. A project that references one worker has that worker's file
    /// there.
    /// </param>
    /// <param name="settings">Settings of the worker, as <c>--name value</c>.</param>
    /// <param name="overrides">Replacements of services, after everything else is set up.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The running worker: its <c>Services</c> and its address, <c>Urls</c>.</returns>
    /// <exception cref="SubscriptionException">The file is missing or invalid; the message names file and field.</exception>
    /// <exception cref="SettingsException">A setting is wrong; the message names it.</exception>
    public async Task<WebApplication> StartWorkerAsync(
        Action<WorkerBuilder> configure,
        string subscriptionFile = SubscriptionFile.Name,
        IReadOnlyList<string>? settings = null,
        Action<IServiceCollection>? overrides = null,
        CancellationToken cancellationToken = default)
    {
        var file = Path.GetFullPath(subscriptionFile, AppContext.BaseDirectory);
        await AddWorkerAsync(file, cancellationToken);
        return await StartAsync(configure, file, settings, overrides, cancellationToken);
    }

    /// <summary>Starts a service that has no consumers and no queue, such as an HTTP API that publishes events. The fixture stops it.</summary>
    /// <inheritdoc cref="StartWorkerAsync"/>
    public Task<WebApplication> StartServiceAsync(
        Action<WorkerBuilder> configure,
        IReadOnlyList<string>? settings = null,
        Action<IServiceCollection>? overrides = null,
        CancellationToken cancellationToken = default) =>
        StartAsync(configure, SubscriptionFile.Name, settings, overrides, cancellationToken);

    /// <summary>
    /// Waits until nothing is left to do: the queues of all workers are empty, and so are the outboxes of those that the fixture started.
    /// Published events have then had all their reactions, and the events of these too.
    /// </summary>
    /// <param name="timeout">Time limit of the wait, of the system's clock; 30 s by default.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="TimeoutException">There was work left; the message has the queues' counts, or those of the outboxes.</exception>
    public async Task UntilIdleAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var limit = timeout ?? DefaultTimeout;
        var unsent = 0;
        var isInTime = await Polling.UntilAsync(
            async () =>
            {
                // Empty queues, then empty outboxes, and no event on the bus in between: no consumer can have run since.
                var before = (await PublishedAsync(cancellationToken)).Count;
                await UntilDrainedAsync(limit, cancellationToken);
                unsent = await WorkerOutbox.CountAsync(_started, cancellationToken);
                return unsent == 0 && (await PublishedAsync(cancellationToken)).Count == before;
            },
            limit,
            cancellationToken);
        if (!isInTime)
            throw new TimeoutException($"Not idle within {limit.TotalSeconds:0.###} s: {unsent} events wait in the workers' outboxes.");
    }

    /// <summary>The messages in a worker's dead-letter queue, with their reasons. They stay there.</summary>
    /// <param name="queue">The worker's queue.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <exception cref="ArgumentException">No worker with this queue was added.</exception>
    public Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(string queue, CancellationToken cancellationToken = default) => DeadLettersAsync(
        _workers.Find(worker => worker.Queue == queue)
            ?? throw new ArgumentException($"No worker has the queue '{queue}'. Added: {string.Join(", ", _workers.Select(worker => worker.Queue))}.", nameof(queue)),
        cancellationToken);

    private async Task<WebApplication> StartAsync(
        Action<WorkerBuilder> configure, string file, IReadOnlyList<string>? settings, Action<IServiceCollection>? overrides, CancellationToken cancellationToken)
    {
        var worker = WorkerApplication.Create([.. WorkerArguments(file), "--LogLevel", "Warning", .. settings ?? []], configure, overrides);
        _started.Add(worker);
        await worker.StartAsync(cancellationToken);
        return worker;
    }
}
