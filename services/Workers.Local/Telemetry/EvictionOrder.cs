namespace Workers.Local.Telemetry;

/// <summary>
/// Which trace goes next when there are too many: the first of the older half that is without events, or else the first of all. To
/// find it takes the same short time however many there are.
/// </summary>
internal sealed class EvictionOrder
{
    private readonly LinkedList<Trace> _byArrival = [];

    /// <summary>Those of the older half that were without events when they came into it.</summary>
    private readonly Queue<LinkedListNode<Trace>> _quiet = [];

    private LinkedListNode<Trace>? _lastOfOlder;
    private int _older;

    /// <summary>How many there are.</summary>
    public int Count => _byArrival.Count;

    /// <summary>All of them, the first first.</summary>
    public IEnumerable<Trace> ByArrival => _byArrival;

    public void Add(Trace trace) => _byArrival.AddLast(trace);

    /// <summary>Takes out the next one. There have to be two at least.</summary>
    public Trace TakeNext()
    {
        while (_older < _byArrival.Count / 2)
            Age();

        var next = NextQuiet() ?? _byArrival.First!;
        if (next == _lastOfOlder)
            _lastOfOlder = next.Previous;
        _byArrival.Remove(next);
        _older--;
        return next.Value;
    }

    /// <summary>The first of the newer half becomes the last of the older one.</summary>
    private void Age()
    {
        _lastOfOlder = _lastOfOlder is null ? _byArrival.First! : _lastOfOlder.Next!;
        _older++;
        if (!_lastOfOlder.Value.HasEvents)
            _quiet.Enqueue(_lastOfOlder);
    }

    private LinkedListNode<Trace>? NextQuiet()
    {
        while (_quiet.TryDequeue(out var node))
        {
            // An event may have come since.
            if (!node.Value.HasEvents)
                return node;
        }

        return null;
    }
}
