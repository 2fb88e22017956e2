namespace Workers.Hosting.Store;

/// <summary>
/// SQLite has one writer at a time, and makes the others poll. The writers of one process queue here instead, in order and without polling,
/// for 30 s at most, like SQLite's own wait for another process. On PostgreSQL there is no wait here.
/// </summary>
internal sealed class SqliteWriteLock(bool oneAtATime)
{
    public static readonly SqliteWriteLock None = new(oneAtATime: false);

    /// <summary>The default command timeout of Microsoft.Data.Sqlite, during which it retries while the file is locked.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim? _writer = oneAtATime ? new SemaphoreSlim(1, 1) : null;

    /// <exception cref="TimeoutException">Another transaction has not ended.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (_writer is not null && !await _writer.WaitAsync(MaxWait, cancellationToken))
            throw TooLate();
    }

    /// <inheritdoc cref="EnterAsync" />
    public void Enter()
    {
        if (_writer?.Wait(MaxWait) == false)
            throw TooLate();
    }

    public void Leave() => _writer?.Release();

    private static TimeoutException TooLate() => new(
        $"Another transaction of this process has not ended for {MaxWait.TotalSeconds} s, and SQLite has one writer at a time: "
        + "end each transaction before another context of the same request or consumer writes.");
}
