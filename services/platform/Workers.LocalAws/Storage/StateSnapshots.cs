using Microsoft.Extensions.Logging;
using Workers.LocalAws.Hosting;

namespace Workers.LocalAws.Storage;

/// <summary>
/// Keeps the state of a server in a directory: writes a snapshot every few seconds, if the state has changed, and at the stop.
/// </summary>
internal sealed partial class StateSnapshots : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly DataDirectory _directory;
    private readonly IReadOnlyList<IStateFile> _files;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private bool _isRunning;

    private StateSnapshots(DataDirectory directory, IReadOnlyList<IStateFile> files, TimeProvider time, ILogger logger)
    {
        (_directory, _files, _logger) = (directory, files, logger);
        _timer = time.CreateTimer(
            static snapshots => ((StateSnapshots)snapshots!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Restores the state from the directory, or creates the directory.</summary>
    /// <exception cref="DataDirectoryException">The directory is in use, or a file in it is invalid.</exception>
    public static StateSnapshots Open(string path, LocalAwsOptions options, ServerState state, ILoggerFactory logging)
    {
        var directory = new DataDirectory(path);
        try
        {
            IReadOnlyList<IStateFile> files =
            [
                QueueState.File(directory, options, state.Queues),
                new BusState(options, state.Buses, state.Delivery).File(directory),
                new ScheduleState(options, state.Schedules, state.Invoker).File(directory),
            ];
            foreach (var file in files)
                file.Load();
            return new StateSnapshots(directory, files, options.TimeProvider, logging.CreateLogger<StateSnapshots>());
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    public void Start()
    {
        _isRunning = true;
        Schedule();
    }

    /// <summary>Writes the last snapshot, unless the server never started, and unlocks the directory.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _timer.Dispose();
            if (_isRunning)
                Write();
            _isRunning = false;
            _directory.Dispose();
        }
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            if (!_isRunning)
                return;
            Write();
            Schedule();
        }
    }

    // Not periodic: a snapshot that takes long is followed by a pause.
    private void Schedule() => _timer.Change(Interval, Timeout.InfiniteTimeSpan);

    private void Write()
    {
        try
        {
            // Schedules and buses send to queues. Copied before the queues, and written after them, they may send something again after a
            // crash, but lose nothing.
            var writes = _files.Reverse().Select(file => file.Copy()).ToList();
            writes.Reverse();
            foreach (var write in writes)
                write?.Invoke();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(_logger, _directory.Path, error.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The state was not written to {Directory}, and would be lost by a crash: {Reason}")]
    static partial void LogNotWritten(ILogger logger, string directory, string reason);
}
