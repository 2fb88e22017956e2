using Soak.Stand;

namespace Soak.Killing;

/// <summary>All workers: each of them runs, and is started again at once when it was killed.</summary>
internal sealed class Fleet : IDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Func<int, int, WorkerProcess> _start;
    private readonly WorkerProcess[] _workers;
    private readonly int[] _lives;
    private readonly SoakFolder _folder;

    private Fleet(int count, SoakFolder folder, Func<int, int, WorkerProcess> start)
    {
        (_folder, _start) = (folder, start);
        _lives = [.. Enumerable.Repeat(1, count)];
        _workers = [.. Enumerable.Range(0, count).Select(index => start(index + 1, 1))];
    }

    public int Count => _workers.Length;

    public int Kills { get; private set; }

    public int Restarts { get; private set; }

    public static Fleet Start(SoakOptions options, SoakFolder folder, Uri endpoint) =>
        new(options.Workers, folder, (worker, life) => WorkerProcess.Start(worker, life, options, folder, endpoint));

    /// <summary>Whether a worker has handled anything since it was started.</summary>
    public bool IsAtWork(int index)
    {
        lock (_lock)
            return _workers[index].IsAtWork;
    }

    /// <summary>Kills a worker and starts it again.</summary>
    public void Kill(int index)
    {
        lock (_lock)
        {
            ThrowIfEnded();
            _workers[index].Dispose();
            Kills++;
            _workers[index] = _start(index + 1, ++_lives[index]);
            Restarts++;
        }
    }

    /// <exception cref="SoakException">A worker has ended that was neither killed nor stopped.</exception>
    public void ThrowIfEnded()
    {
        lock (_lock)
        {
            for (var index = 0; index < _workers.Length; index++)
            {
                if (_workers[index].HasEnded)
                    throw new SoakException($"{Name(index)} ended by itself, with exit code {_workers[index].ExitCode}. See {Log(index)}.");
            }
        }
    }

    /// <summary>Stops all workers.</summary>
    /// <exception cref="SoakException">One of them did not stop in time, or not well.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(StopTimeout);
        await Task.WhenAll(_workers.Select(worker => worker.StopAsync(late.Token)))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        for (var index = 0; index < _workers.Length; index++)
        {
            if (!_workers[index].HasEnded)
                throw new SoakException($"{Name(index)} does not stop within {StopTimeout.TotalSeconds} s. See {Log(index)}.");
            if (_workers[index].ExitCode != 0)
                throw new SoakException($"{Name(index)} stopped with exit code {_workers[index].ExitCode}. See {Log(index)}.");
        }
    }

    /// <summary>Ends what still runs.</summary>
    public void Dispose()
    {
        lock (_lock)
            Array.ForEach(_workers, worker => worker.Dispose());
    }

    private static string Name(int index) => $"Worker {index + 1}";

    private string Log(int index) => _folder.LogOf($"worker-{index + 1}.{_lives[index]}");
}
