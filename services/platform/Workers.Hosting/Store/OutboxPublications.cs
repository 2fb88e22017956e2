using System.Collections.Concurrent;
using System.Threading.Channels;
using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Store;

/// <summary>
/// The rows that this process is publishing. Meanwhile their leases are renewed; a row that another process has taken is not sent any more.
/// If the row of a published event could not be deleted, the event is published again with the same id, and the receivers' inboxes skip it.
/// </summary>
internal sealed class OutboxPublications(
    IEventPublisher publisher,
    CommittedEvents queue,
    OutboxSettlement settlement,
    OutboxDatabase database,
    DatabaseClock clock,
    TimeProvider time) : IDisposable
{
    /// <summary>Maximum of concurrent rows: enough for all PutEvents calls, and for the rows that wait behind them.</summary>
    private const int Limit = 400;
    private const int BatchSize = 200;

    /// <summary>Rows that finish within this time are settled together: on SQLite each transaction blocks the consumers.</summary>
    private static readonly TimeSpan SettleInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SettlePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<long, OutboxPublication> _rows = new();
    private readonly SemaphoreSlim _room = new(Limit);
    private readonly Channel<OutboxPublication> _ended = Channel.CreateUnbounded<OutboxPublication>();
    private readonly CancellationTokenSource _publishing = new();
    private readonly CancellationTokenSource _settling = new();
    private Task _settled = Task.CompletedTask;

    public bool IsEmpty => _rows.IsEmpty;

    /// <summary>Number of rows that may be started now.</summary>
    public int Room => _room.CurrentCount;

    /// <summary>Waits for the room that a row needs before it is started.</summary>
    public Task AcquireRoomAsync(CancellationToken cancellationToken) => _room.WaitAsync(cancellationToken);

    /// <summary>Releases unused room.</summary>
    public void ReleaseRoom() => _room.Release();

    /// <summary>Starts publishing a row that is leased to this process.</summary>
    public void Begin(OutboxEntry entry)
    {
        var publication = new OutboxPublication(entry, _publishing.Token);
        _rows[entry.Sequence] = publication;
        _ = PublishAsync(publication);
    }

    /// <summary>Settles rows in the background, until <see cref="StopAsync"/>.</summary>
    public void StartSettling() => _settled = Task.Run(SettleAsync, CancellationToken.None);

    /// <summary>Renews the leases until stopped.</summary>
    public async Task RenewAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(queue.RenewalAge / 2, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await database.TryAsync(() => RenewOnceAsync(stopping));
            foreach (var publication in _rows.Values.Where(publication => IsOlder(publication, queue.LeaseTime)))
                publication.Lose();
        }
    }

    /// <summary>Stops publishing, and releases the remaining rows for the next process; takes 3 s at most.</summary>
    public async Task StopAsync()
    {
        await _publishing.CancelAsync();
        _settling.CancelAfter(ReleaseTime);
        while (queue.TryTake(out var entry))
            _ended.Writer.TryWrite(new OutboxPublication(entry, CancellationToken.None) { Error = new OperationCanceledException() });
        while (!_rows.IsEmpty && !_settling.IsCancellationRequested)
            await Task.Delay(Pause, time, CancellationToken.None);
        _ended.Writer.TryComplete();
        await _settled;
    }

    public void Dispose()
    {
        _publishing.Dispose();
        _settling.Dispose();
        _room.Dispose();
    }

    /// <summary>Never throws: the exception is in the publication.</summary>
    private async Task PublishAsync(OutboxPublication publication)
    {
        try
        {
            // A row that waited too long has too little of its lease left to be sent.
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
            if (_ended.Reader.Count < BatchSize && !_rows.IsEmpty)
                await Task.Delay(SettleInterval, time, _publishing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (batch.Count < BatchSize && _ended.Reader.TryRead(out var ended))
                batch.Add(ended);

            // A published event must not be published again because its row could not be deleted: retry as long as the leases last.
            while (!await database.TryUseAsync(db => settlement.SettleAsync(db, batch, _settling.Token)))
            {
                if (_settling.IsCancellationRequested)
                    break;
                await Task.Delay(SettlePause, time, _settling.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            foreach (var publication in batch)
            {
                if (_rows.TryRemove(publication.Entry.Sequence, out _))
                    _room.Release();
                publication.Dispose();
            }

            batch.Clear();
        }
    }

    private async Task RenewOnceAsync(CancellationToken stopping)
    {
        var old = _rows.Values.Where(publication => !publication.IsLost && IsOlder(publication, queue.RenewalAge)).ToList();
        if (old.Count == 0)
            return;

        var renewedAt = time.GetTimestamp();
        HashSet<long> kept = [];
        await database.UseAsync(async db => kept = await db.RenewAsync(
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
}
