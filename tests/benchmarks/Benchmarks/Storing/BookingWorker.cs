using System.Diagnostics;
using System.Text.Json;
using Benchmarks.Stand;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;

namespace Benchmarks.Storing;

/// <summary>A worker on the workers' host, with its retries and its circuit, that books orders.</summary>
internal abstract class BookingWorker
{
    private const int Handlers = 16;

    /// <summary>What such a worker is started with.</summary>
    /// <param name="bus">Where it takes orders, and publishes.</param>
    /// <param name="database">Where it books.</param>
    /// <param name="settings">Further settings.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task<string[]> ArgumentsAsync(
        BenchmarkBus bus, BookingDatabase database, IReadOnlyList<string> settings, CancellationToken cancellationToken)
    {
        var file = Path.Combine(database.Folder.FullName, "subscription.json");
        var subscription = new
        {
            queue = bus.Queue.Address.Name,
            pattern = new Dictionary<string, string[]> { ["source"] = ["benchmark.orders"], ["detail-type"] = ["OrderPlaced"] },
            publishes = new[] { "benchmark.bookings" },
            concurrency = Handlers,
        };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(subscription), cancellationToken);
        return
        [
            "--environment", "Development",
            "--urls", "http://127.0.0.1:0",
            "--AWS_ENDPOINT_URL", bus.Queue.Address.Aws.ToString(),
            "--Bus", bus.BusName,
            "--RequireTopologyTag", "false",
            "--ConnectionStrings:Store", database.ConnectionString,
            "--SubscriptionFile", file,
            .. settings,
        ];
    }

    /// <summary>Consumes until all is done, and stops.</summary>
    /// <param name="arguments">From <see cref="ArgumentsAsync"/>.</param>
    /// <param name="work">What is counted.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>Messages a second.</returns>
    public async Task<double> RunAsync(string[] arguments, Work work, CancellationToken cancellationToken)
    {
        await using var running = await StartAsync(arguments, new Done(work), cancellationToken);
        await work.Done.WaitAsync(cancellationToken);
        await running.WaitForEventsAsync(cancellationToken);
        return work.MessagesPerSecondUntil(Stopwatch.GetTimestamp());
    }

    /// <summary>Has it consume until it is disposed of.</summary>
    /// <param name="arguments">From <see cref="ArgumentsAsync"/>.</param>
    /// <param name="observer">Notified when each message begins, and when its consumer and the filters around it are done.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<RunningWorker> StartAsync(string[] arguments, IConsumeObserver observer, CancellationToken cancellationToken)
    {
        var app = WorkerApplication.Create(arguments, worker =>
        {
            worker.Services.AddSingleton(observer);
            Configure(worker);
        });
        var running = new RunningWorker(app, WaitForEventsAsync);
        try
        {
            await PrepareAsync(running.Services, cancellationToken);
            await app.StartAsync(cancellationToken);
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    protected abstract void Configure(WorkerBuilder worker);

    /// <summary>Before the start.</summary>
    /// <param name="services">A scope that lives until the stop.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    protected virtual Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends when no event waits any more to be published.</summary>
    protected virtual Task WaitForEventsAsync(IServiceProvider services, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Counts a message when its consumer, and what is around the consumer, is done with it.</summary>
    private sealed class Done(Work work) : IConsumeObserver
    {
        public Task PreConsume<T>(ConsumeContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context)
            where T : class => work.HandleAsync((BenchmarkOrder)(object)context.Message);

        public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
