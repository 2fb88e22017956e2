using Workers.Contracts;
using Workers.EventBridge.Topology;
using Workers.Hosting.Subscriptions;

namespace Workers.Hosting.Tests.Subscriptions;

public sealed class BaseTypeTests
{
    [Fact]
    public void A_consumer_of_a_base_type_consumes_the_events_that_derive_from_it() => Assert.Equal(
        [new EventName("tests", "Barked"), new EventName("tests", "Meowed")], ConsumedEvents.Of([typeof(INoise)]).OrderBy(name => name.DetailType));

    public interface INoise;

    [Event("tests", "Barked")]
    public sealed record Barked : INoise;

    [Event("tests", "Meowed")]
    public sealed record Meowed : INoise;
}
