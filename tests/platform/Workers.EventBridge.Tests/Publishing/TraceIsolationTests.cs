using System.Diagnostics;
using Workers.EventBridge.Aws;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Publishing;

public sealed class TraceIsolationTests
{
    [Fact]
    public async Task Calls_do_not_belong_to_the_trace_of_who_published_first()
    {
        var current = new List<Activity?>();
        using var request = new Activity("request").Start();
        using var publisher = new EventPublisher(
            new PutEventsSender(Put, () => "shop", TimeProvider.System), new PublisherOptions(1000, MaxCalls: 1), TimeProvider.System);

        await publisher.PublishAsync(Events.Order("o1"), TestContext.Current.CancellationToken).InTimeAsync();

        Assert.Equal([null], current);

        Task<PutEventsResponse> Put(PutEventsRequest putEvents, CancellationToken cancellationToken)
        {
            current.Add(Activity.Current);
            return Task.FromResult(new PutEventsResponse { Entries = [new("id", null, null)] });
        }
    }
}
