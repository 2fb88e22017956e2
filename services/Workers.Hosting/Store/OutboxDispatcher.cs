using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Store;

/// <summary>
/// Publishes the outbox. What this process commits goes out at once; what a crash or an outage left is found by whichever process looks
/// next, oldest first. While a row is on its way its lease is renewed, and a row that another process has taken is not sent any more. At
/// a stop everything that the bus takes is published first. An event whose row could not be deleted is published again under the same
/// id, and recognised by its receivers' inboxes.
/// </summary>
internal sealed partial class OutboxDispatcher(
    IServiceScopeFactory scopes,
    IEventPublisher publisher,
    OutboxQueue queue,
    OutboxSettlement settlement,
    OutboxMetrics metrics,
    DatabaseClock clock,
    TimeProvider time,
    ILogger<OutboxDispatcher> logger) : BackgroundService
{
    /// <summary>Rows in hand at the same time: enough for all PutEvents calls, and for those that wait behind them.</summary>
    private const int MaxInHand = 400;
    private const int BatchSize = 200;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SettlePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<long, OutboxPublication> _inHand = new();
    private readonly SemaphoreSlim _places = new(MaxInHand);
    private readonly Channel<OutboxPublication> _ended = Channel.CreateUnbounded<OutboxPublication>();
    private readonly CancellationTokenSource _publishing = new();
    private readonly CancellationTokenSource _settling = new();
    private Task _settled = Task.CompletedTask;
    private bool _isFailing;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await DrainAsync(cancellationToken);
        await base.StopAsync(cancellationToken);

        // What the bus has not taken by now is for the next process that looks.
        await _publishing.CancelAsync();
        _settling.CancelAfter(ReleaseTime);
        while (queue.TryTake(out var entry))
            _ended.Writer.TryWrite(new OutboxPublication(entry, CancellationToken.None) { Error = new OperationCanceledException() });
        while (!_inHand.IsEmpty && !_settling.IsCancellationRequested)
            await Task.Delay(Pause, time, CancellationToken.None);
        _ended.Writer.TryComplete();
        await _settled;
    }

    public override void Dispose()
    {
        base.Dispose();
        _publishing.Dispose();
        _settling.Dispose();
        _places.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _settled = Task.Run(SettleAsync, CancellationToken.None);
        return Task.WhenAll(
            PublishCommittedAsync(stoppingToken), SweepAsync(stoppingToken), RenewAsync(stoppingToken), MeasureAsync(stoppingToken));
    }

    private async Task PublishCommittedAsync(CancellationToken stopping)
    {
        try
        {
            while (await queue.WaitAsync(stopping))
            {
                await _places.WaitAsync(stopping);
                if (queue.TryTake(out var entry))
                    Begin(entry);
                else
                    _places.Release();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What waits in the queue is released by the stop.
        }
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await TryAsync(async () =>
            {
                while (await SweepOnceAsync(stopping) == BatchSize)
                {
                    // A full batch: there may be more.
                }
            });
            await Task.Delay(SweepInterval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task MeasureAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await TryAsync(() => WithStoreAsync(async db =>
            {
                await clock.SynchronizeAsync(db, stopping);
                await metrics.MeasureAsync(db, stopping);
            }));
            await Task.Delay(SweepInterval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes a batch of rows that nobody holds, when there is room for one.</summary>
    /// <returns>How many there were.</returns>
    private async Task<int> SweepOnceAsync(CancellationToken stopping)
    {
        while (_places.CurrentCount < BatchSize)
            await Task.Delay(Pause, time, stopping);

        List<OutboxEntry> entries = [];
        var leasedAt = time.GetTimestamp();
        await WithStoreAsync(async db => entries = await db.LeaseAsync(queue, BatchSize, clock.UtcTicks, stopping));
        foreach (var entry in entries)
        {
            entry.LeasedAt = leasedAt;
            await _places.WaitAsync(CancellationToken.None);
            Begin(entry);
        }

        return entries.Count;
    }

    private void Begin(OutboxEntry entry)
    {
        var publication = new OutboxPublication(entry, _publishing.Token);
        _inHand[entry.Sequence] = publication;
        _ = PublishAsync(publication);
    }

    /// <summary>Never throws: what was wrong is in the publication.</summary>
    private async Task PublishAsync(OutboxPublication publication)
    {
        try
        {
            // A row that waited for long is not sent on the rest of its lease.
            if (time.GetElapsedTime(publication.Entry.LeasedAt) >= queue.RenewalAge)
                throw new OperationCanceledException("Its lease is too old.");
            await publisher.PublishAsync(publication.Entry.ToEvent(), publication.Ended);
        }
        catch (Exception error)
        {
            publication.Error = error;
        }

        _ended.Writer.TryWrite(publication);
    }

    private async Task SettleAsync()
    {
        List<OutboxPublication> batch = [];
        while (await _ended.Reader.WaitToReadAsync())
        {
            while (batch.Count < BatchSize && _ended.Reader.TryRead(out var ended))
                batch.Add(ended);

            // What is published must not be published again because its row could not be deleted: as long as the leases hold.
            while (!await TryAsync(() => WithStoreAsync(db => settlement.SettleAsync(db, batch, _settling.Token))))
            {
                if (_settling.IsCancellationRequested)
                    break;
                await Task.Delay(SettlePause, time, _settling.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            foreach (var publication in batch)
            {
                if (_inHand.TryRemove(publication.Entry.Sequence, out _))
                    _places.Release();
                publication.Dispose();
            }

            batch.Clear();
        }
    }

    private async Task RenewAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(queue.RenewalAge / 2, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryAsync(() => RenewOnceAsync(stopping));
            foreach (var publication in _inHand.Values.Where(publication => IsOlder(publication, queue.LeaseTime)))
                publication.Lose();
        }
    }

    private async Task RenewOnceAsync(CancellationToken stopping)
    {
        var old = _inHand.Values.Where(publication => !publication.IsLost && IsOlder(publication, queue.RenewalAge)).ToList();
        if (old.Count == 0)
            return;

        var renewedAt = time.GetTimestamp();
        HashSet<long> kept = [];
        await WithStoreAsync(async db => kept = await db.RenewAsync(
            queue, [.. old.Select(publication => publication.Entry.Sequence)], clock.UtcTicks, stopping));
        foreach (var publication in old)
        {
            if (kept.Contains(publication.Entry.Sequence))
                publication.Entry.LeasedAt = renewedAt;
            else
                publication.Lose();
        }
    }

    private bool IsOlder(OutboxPublication publication, TimeSpan age) => time.GetElapsedTime(publication.Entry.LeasedAt) >= age;

    /// <summary>Publishes what is committed, until nothing is left that the bus takes, or the time is up.</summary>
    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        await TryAsync(async () =>
        {
            do
            {
                while (queue.Count > 0 || !_inHand.IsEmpty)
                    await Task.Delay(Pause, time, cancellationToken);
            }
            while (await SweepOnceAsync(cancellationToken) > 0);
        });
    }

    private async Task WithStoreAsync(Func<WorkerDbContext, Task> use)
    {
        await using var scope = scopes.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<WorkerDbContext>());
    }

    /// <summary>A database that is away must not end the publishing: the rows are there when it is back. It is reported once.</summary>
    /// <returns>Whether it worked.</returns>
    private async Task<bool> TryAsync(Func<Task> attempt)
    {
        try
        {
            await attempt();
            if (Interlocked.Exchange(ref _isFailing, false))
                LogRecovered(logger);
            return true;
        }
        catch (OperationCanceledException)
        {
            // The worker stops.
        }
        catch (Exception error)
        {
            if (!Interlocked.Exchange(ref _isFailing, true))
                LogFailed(logger, error);
            else
                LogFailedAgain(logger, error);
        }

        return false;
    }

    [LoggerMessage(LogLevel.Error, "The outbox cannot be read or written; it is tried again every few seconds, and the recovery is logged")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Debug, "The outbox still cannot be read or written")]
    private static partial void LogFailedAgain(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Information, "The outbox works again")]
    private static partial void LogRecovered(ILogger logger);
}
