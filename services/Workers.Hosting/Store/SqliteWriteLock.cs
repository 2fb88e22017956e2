namespace Workers.Hosting.Store;

/// <summary>
/// SQLite has one writer at a time, and makes the others poll. The writers of one process queue here instead, in order and without
/// polling. On PostgreSQL nobody waits here.
/// </summary>
internal sealed class SqliteWriteLock(bool oneAtATime)
{
    public static readonly SqliteWriteLock None = new(oneAtATime: false);

    private readonly SemaphoreSlim? _writer = oneAtATime ? new SemaphoreSlim(1, 1) : null;

    public Task EnterAsync(CancellationToken cancellationToken) => _writer?.WaitAsync(cancellationToken) ?? Task.CompletedTask;

    public void Enter() => _writer?.Wait();

    public void Leave() => _writer?.Release();
}
