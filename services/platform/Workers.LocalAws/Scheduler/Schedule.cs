using Workers.LocalAws.Storage;

namespace Workers.LocalAws.Scheduler;

/// <summary>One schedule, which invokes its target when it is time. Thread-safe.</summary>
internal sealed partial class Schedule : IDisposable
{
    // A timer takes at most 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Action<Schedule, DateTimeOffset> _invoke;
    private readonly Action<Schedule> _completed;
    private readonly ChangeCounter _changes;
    private readonly ITimer _timer;
    private DateTimeOffset? _next;

    /// <param name="name">Its name.</param>
    /// <param name="arn">Its ARN.</param>
    /// <param name="clientToken">The token of the request that creates it.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="invoke">Invokes the target, with the scheduled time.</param>
    /// <param name="completed">Called after the last invocation.</param>
    /// <param name="changes">Counts the changes of all schedules.</param>
    public Schedule(
        string name,
        string arn,
        string? clientToken,
        ScheduleSettings settings,
        TimeProvider time,
        Action<Schedule, DateTimeOffset> invoke,
        Action<Schedule> completed,
        ChangeCounter changes)
    {
        (Name, Arn, ClientToken, Settings, _time, _invoke, _completed) = (name, arn, clientToken, settings, time, invoke, completed);
        _changes = changes;
        CreatedAt = ModifiedAt = time.GetUtcNow();
        _timer = time.CreateTimer(static schedule => ((Schedule)schedule!).Run(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Name { get; }

    public string Arn { get; }

    public string? ClientToken { get; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ModifiedAt { get; private set; }

    public ScheduleSettings Settings { get; private set; }

    public void Start()
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            _next = Settings.Expression.First(Settings.StartDate ?? now, now);
            if (_next > Settings.EndDate)
                _next = null;
            _changes.Add();
            Wait(now);
        }
    }

    public void Update(ScheduleSettings settings)
    {
        lock (_lock)
            (Settings, ModifiedAt) = (settings, _time.GetUtcNow());
        Start();
    }

    public void Dispose() => _timer.Dispose();

    private void Run()
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            if (_next is { } due && due <= now)
            {
                _changes.Add();
                _next = Settings.Expression.After(due);
                if (_next > Settings.EndDate)
                    _next = null;
                _invoke(this, due);
                if (_next is null)
                    _completed(this);
            }

            Wait(now);
        }
    }

    private void Wait(DateTimeOffset now)
    {
        var wait = Settings.State == "ENABLED" && _next is { } next ? next - now : Timeout.InfiniteTimeSpan;
        if (wait != Timeout.InfiniteTimeSpan)
            wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestWait ? wait : LongestWait;
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
