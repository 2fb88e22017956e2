using Microsoft.Extensions.Time.Testing;
using Workers.EventBridge.Aws;
using Workers.EventBridge.Publishing;

namespace Workers.EventBridge.Tests.Publishing;

public sealed class EventCoalescerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<int> _calls = [];

    [Fact]
    public async Task Events_that_fill_a_call_exactly_share_it()
    {
        using var coalescer = Create(maxSize: 2 * Events.Order("a").Size);
        var waiting = await FirstCallAsync(coalescer);

        List<PendingEvent> events = [Add(coalescer, "a"), Add(coalescer, "b"), Add(coalescer, "c")];
        _sent.SetResult();
        await waiting.Done.InTimeAsync();
        await Task.WhenAll(events.Select(pending => pending.Done)).InTimeAsync();

        Assert.Equal([1, 2, 1], _calls);
    }

    [Fact]
    public async Task A_partial_call_waits_no_longer_than_the_limit_for_a_call_that_hangs()
    {
        using var coalescer = Create();
        await FirstCallAsync(coalescer);

        Add(coalescer, "b");
        await _time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(1), () => _calls.Count == 2);
        Add(coalescer, "c");
        await _time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(1), () => _calls.Count == 3);

        Assert.Equal([1, 1, 1], _calls);
    }

    [Fact]
    public async Task Events_that_wait_when_it_is_disposed_fail_at_once()
    {
        var coalescer = Create();
        await FirstCallAsync(coalescer);
        var waiting = Add(coalescer, "b");

        // The clock stands still, and the first call hangs.
        coalescer.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.Done.InTimeAsync());
        Assert.Single(_calls);
    }

    private EventCoalescer Create(int maxSize = 1_048_576) =>
        new(Sender(), new PublisherOptions(maxSize), _time, _ => { });

    private PutEventsSender Sender() => new(PutAsync, () => "shop", _time);

    private PendingEvent Add(EventCoalescer coalescer, string name)
    {
        var pending = Sender().Begin(Events.Order(name));
        coalescer.Add(pending);
        return pending;
    }

    /// <summary>A call that is under way until the test lets it end.</summary>
    private async Task<PendingEvent> FirstCallAsync(EventCoalescer coalescer)
    {
        var pending = Add(coalescer, "0");
        await Eventually.UntilAsync(() => _calls.Count == 1);
        return pending;
    }

    private async Task<PutEventsResponse> PutAsync(PutEventsRequest request, CancellationToken cancellationToken)
    {
        lock (_calls)
            _calls.Add(request.Entries.Count);
        await _sent.Task;
        return new PutEventsResponse { Entries = [.. request.Entries.Select(_ => new PutEventsResultEntry("id", null, null))] };
    }
}
