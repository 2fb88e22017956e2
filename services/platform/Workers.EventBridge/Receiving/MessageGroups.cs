namespace Workers.EventBridge.Receiving;

/// <summary>
/// The messages of a FIFO queue that are in flight, by group: one message of a group is first, and may run; the others wait behind it, in
/// the order of receipt. SQS hands out no other message of a group while one is in flight, so this is the order of the queue.
/// </summary>
internal sealed class MessageGroups
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);

    /// <summary>Adds a message to its group, or adds the first one again after it was deferred.</summary>
    /// <returns>Whether it is the first of its group, and may run.</returns>
    public bool TryEnter(InFlightMessage message)
    {
        lock (_lock)
        {
            if (!_groups.TryGetValue(KeyOf(message), out var group))
            {
                _groups.Add(KeyOf(message), new Group(message));
                return true;
            }

            // One whose visibility has ended comes again, and its earlier delivery no longer counts unless it is still running.
            if (group.First is { Lost.IsCancellationRequested: true, Delivery: null })
                group.First = message;
            if (group.First == message)
                return true;
            group.Waiting.Enqueue(message);
            return false;
        }
    }

    /// <summary>The first message of a group is done: the next one takes its place.</summary>
    /// <returns>The next one; null if none waits.</returns>
    public InFlightMessage? Advance(InFlightMessage done)
    {
        lock (_lock)
        {
            if (!_groups.TryGetValue(KeyOf(done), out var group) || group.First != done)
                return null;
            if (group.Waiting.TryDequeue(out var next))
                return group.First = next;
            _groups.Remove(KeyOf(done));
            return null;
        }
    }

    /// <summary>The first message of a group goes back to the queue: removes the group.</summary>
    /// <returns>The messages behind it, in their order: they must go back as well.</returns>
    public IReadOnlyList<InFlightMessage> Leave(InFlightMessage first)
    {
        lock (_lock)
        {
            if (!_groups.TryGetValue(KeyOf(first), out var group) || group.First != first)
                return [];
            _groups.Remove(KeyOf(first));
            return [.. group.Waiting];
        }
    }

    /// <summary>Whether another message of its group is in flight.</summary>
    public bool IsBehind(InFlightMessage message)
    {
        lock (_lock)
            return _groups.TryGetValue(KeyOf(message), out var group) && group.First != message;
    }

    /// <summary>Whether it, or a message behind it, matches.</summary>
    public bool Any(InFlightMessage first, Predicate<InFlightMessage> isWanted)
    {
        lock (_lock)
            return isWanted(first) || (_groups.TryGetValue(KeyOf(first), out var group) && group.Waiting.Any(one => isWanted(one)));
    }

    /// <summary>Number of messages that wait behind the first one of their group.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _groups.Values.Sum(group => group.Waiting.Count);
        }
    }

    // Every message of a FIFO queue has a group; without one, a message is ordered with nothing.
    private static string KeyOf(InFlightMessage message) => message.GroupId ?? message.Message.MessageId;

    private sealed class Group(InFlightMessage first)
    {
        public InFlightMessage First { get; set; } = first;

        public Queue<InFlightMessage> Waiting { get; } = [];
    }
}
