using System.Collections.Concurrent;

namespace Workers.LocalAws.EventBridge.Delivery;

/// <summary>The events in the log groups that are targets: the latest of each, in memory. Thread-safe.</summary>
internal sealed class LogGroups
{
    /// <summary>Maximum number of events of a group.</summary>
    public const int MaximumEvents = 1000;

    /// <summary>Maximum size of the events of a group.</summary>
    public const int MaximumBytes = 8 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, LogGroup> _groups = new(StringComparer.Ordinal);

    /// <summary>The groups with events, by name, and the number of events of each.</summary>
    public IEnumerable<(string Name, int Count)> All =>
        _groups.OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Value.Look().Count));

    /// <param name="arn">The ARN of the log group.</param>
    /// <param name="at">When the event is logged.</param>
    /// <param name="message">The message, as UTF-8.</param>
    public void Add(string arn, DateTimeOffset at, byte[] message) =>
        _groups.GetOrAdd(NameOf(arn), _ => new LogGroup()).Add(at, message);

    /// <summary>The events of a group, the oldest first, or null if there are none.</summary>
    public IReadOnlyList<(DateTimeOffset At, byte[] Message)>? Find(string name) => _groups.GetValueOrDefault(name)?.Look();

    // arn:aws:logs:eu-west-1:000000000000:log-group:/aws/events/store, maybe with :* at its end.
    private static string NameOf(string arn) => arn.Split(':')[6];

    private sealed class LogGroup
    {
        private readonly Lock _lock = new();
        private readonly Queue<(DateTimeOffset At, byte[] Message)> _events = new();
        private int _bytes;

        public void Add(DateTimeOffset at, byte[] message)
        {
            lock (_lock)
            {
                _events.Enqueue((at, message));
                _bytes += message.Length;
                while (_events.Count > MaximumEvents || _bytes > MaximumBytes)
                    _bytes -= _events.Dequeue().Message.Length;
            }
        }

        public IReadOnlyList<(DateTimeOffset At, byte[] Message)> Look()
        {
            lock (_lock)
                return [.. _events];
        }
    }
}
