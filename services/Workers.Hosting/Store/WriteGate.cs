namespace Workers.Hosting.Store;

/// <summary>
/// SQLite lets one writer in at a time, and makes the others poll. Writers of one process queue here instead, in order and
/// without polling. For PostgreSQL the gate stands open.
/// </summary>
internal sealed class WriteGate(bool oneAtATime)
{
    public static readonly WriteGate Open = new(oneAtATime: false);

    private readonly SemaphoreSlim? _writer = oneAtATime ? new SemaphoreSlim(1, 1) : null;

    public Task EnterAsync(CancellationToken cancellationToken) => _writer?.WaitAsync(cancellationToken) ?? Task.CompletedTask;

    public void Leave() => _writer?.Release();
}
