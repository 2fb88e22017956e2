using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Publishing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Store;

/// <summary>A process that publishes an outbox, with a bus of the test's. Several may share a database.</summary>
internal sealed class OutboxProcess : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly OutboxDispatcher _dispatcher;

    public OutboxProcess(string connectionString, TimeSpan leaseTime, int tries = 10)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Log).AddFilter("Microsoft", LogLevel.None));
        services.AddMetrics();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IEventPublisher>(Publisher);
        services.AddSingleton<IHostApplicationLifetime, ApplicationLifetime>();
        services.AddWorkerStore<AnswerDbContext>(
            new StoreBuilder().UseSqlite().UsePostgreSql().Choose(connectionString), connectionString, new StoreOptions { OutboxAttempts = tries });
        services.AddSingleton(provider => new CommittedEvents(provider.GetRequiredService<DatabaseClock>(), TimeProvider.System) { LeaseTime = leaseTime });
        _services = services.BuildServiceProvider();
        _dispatcher = ActivatorUtilities.CreateInstance<OutboxDispatcher>(_services);
    }

    public PublisherDouble Publisher { get; } = new();

    public MemoryLog Log { get; } = new();

    public OutboxMetrics Metrics => _services.GetRequiredService<OutboxMetrics>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task StartAsync() => _dispatcher.StartAsync(Token);

    public Task StopAsync(CancellationToken cancellationToken) => _dispatcher.StopAsync(cancellationToken);

    /// <summary>Commits so many events, as a consumer or a request would.</summary>
    public Task CommitAsync(int events) => UseAsync(async db =>
    {
        for (var i = 0; i < events; i++)
            db.AddEvent(new OutboxEntry { EventId = Guid.NewGuid(), Source = "tests", DetailType = "Answered", Detail = [], OccurredAt = DateTime.UtcNow.Ticks });
        await db.SaveChangesAsync(Token);
    });

    public async Task<List<OutboxEntry>> OutboxAsync()
    {
        List<OutboxEntry> entries = [];
        await UseAsync(async db => entries = await db.Outbox.AsNoTracking().ToListAsync(Token));
        return entries;
    }

    public async Task UseAsync(Func<AnswerDbContext, Task> use)
    {
        await using var scope = _services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<AnswerDbContext>());
    }

    public async ValueTask DisposeAsync()
    {
        await _dispatcher.StopAsync(new CancellationToken(canceled: true));
        await _services.DisposeAsync();
    }
}
