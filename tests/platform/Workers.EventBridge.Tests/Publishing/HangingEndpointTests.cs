using Workers.EventBridge.Configuration;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Publishing;

/// <summary>An endpoint that accepts connections, and never answers.</summary>
public sealed class HangingEndpointTests : TransportTest
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly HttpFaults _faults = new();

    [Fact]
    public async Task All_tries_of_a_call_that_hangs_take_some_ten_seconds()
    {
        var publisher = await StartHangingAsync(_ => { });
        var begun = Time.GetUtcNow();

        var published = Enumerable.Range(0, 20).Select(number => publisher.PublishAsync(Events.Order($"{number}"), Cancelled)).ToList();
        await Time.AdvanceUntilAsync(Step, () => published.TrueForAll(one => one.IsCompleted));

        Assert.InRange(Time.GetUtcNow() - begun, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15));
        Assert.All(published, one => Assert.Matches(
            "Unreachable: EventBridge did not answer within 6 s. Failed after 2 attempts.",
            Assert.IsType<EventPublishException>(one.Exception?.InnerException).Message));
    }

    [Fact]
    public async Task A_call_has_the_time_that_the_host_gives_it()
    {
        var publisher = await StartHangingAsync(host => host.PutEventsTimeout = TimeSpan.FromSeconds(2));

        var published = publisher.PublishAsync(Events.Order("o1"), Cancelled);
        await Time.AdvanceUntilAsync(Step, () => published.IsCompleted);

        Assert.Contains("did not answer within 2 s", published.Exception?.InnerException?.Message, StringComparison.Ordinal);
        Assert.InRange(_faults.CutOff, 4, 6);
    }

    [Fact]
    public async Task An_event_whose_first_call_hangs_is_published_by_the_second()
    {
        var publisher = await StartHangingAsync(_ => { });
        var published = publisher.PublishAsync(Events.Order("o1"), Cancelled);
        await Eventually.UntilAsync(() => _faults.Entries("PutEvents").Count == 1);
        _faults.OnCall = _ => Task.FromResult<HttpResponseMessage?>(null);

        await Time.AdvanceUntilAsync(Step, () => published.IsCompleted);

        await published;
        await Bus.UntilCountAsync(visible: 1, inFlight: 0);
    }

    [Theory, InlineData(0.9), InlineData(61)]
    public void The_time_of_a_call_has_bounds(double seconds) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new EventBridgeHostSettings { PutEventsTimeout = TimeSpan.FromSeconds(seconds) });

    private async Task<IEventPublisher> StartHangingAsync(Action<EventBridgeHostSettings> configure)
    {
        _faults.Hold("PutEvents", new TaskCompletionSource().Task);
        var worker = await StartAsync(new WorkerSetup
        {
            Host = host =>
            {
                host.EventBridge.HttpClientFactory = _faults;
                configure(host);
            },
        });
        return worker.Publisher;
    }
}
