using System.Text.Json;
using Workers.EventBridge.Topology;
using Workers.Hosting.Subscriptions;

namespace Workers.Hosting.Tests.Subscriptions;

public sealed class PatternReachTests
{
    private static readonly EventName Registered = new("store.users", "UserRegistered");

    [Theory]
    [InlineData("""{ "source": ["store.users"] }""")]
    [InlineData("""{ "detail-type": ["OrderCreated", "UserRegistered"] }""")]
    [InlineData("""{ "source": [{ "prefix": "store." }], "detail-type": [{ "suffix": "Registered" }] }""")]
    [InlineData("""{ "source": [{ "wildcard": "*.users" }] }""")]
    [InlineData("""{ "source": [{ "equals-ignore-case": "STORE.Users" }] }""")]
    [InlineData("""{ "source": [{ "anything-but": "store.orders" }] }""")]
    [InlineData("""{ "source": [{ "anything-but": ["store.orders", "store.payments"] }] }""")]
    [InlineData("""{ "source": [{ "anything-but": { "prefix": "store." } }] }""")]
    [InlineData("""{ "source": [{ "exists": true }] }""")]
    [InlineData("""{ "source": [{ "prefix": { "equals-ignore-case": "STORE" } }] }""")]
    [InlineData("""{ "source": [{ "an-operator-of-tomorrow": 1 }] }""")]
    [InlineData("""{ "account": ["123456789012"] }""")]
    [InlineData("""{ "detail": { "data": { "country": ["DE"] } } }""")]
    [InlineData("""{ "detail": { "metadata": { "eventVersion": [1, 2] } } }""")]
    [InlineData("""{ "detail": { "metadata": { "eventVersion": [{ "numeric": ["<", 3] }] } } }""")]
    [InlineData("""{ "$or": [{ "source": ["store.orders"] }, { "detail-type": ["UserRegistered"] }] }""")]
    public void A_pattern_could_let_an_event_through(string pattern) => Assert.True(CouldMatch(pattern));

    [Theory]
    [InlineData("""{ "source": ["store.orders"] }""")]
    [InlineData("""{ "source": ["store.users"], "detail-type": ["UserRegistred"] }""")]
    [InlineData("""{ "source": ["Store.Users"] }""")]
    [InlineData("""{ "source": [{ "prefix": "shop." }] }""")]
    [InlineData("""{ "source": [{ "wildcard": "*.orders" }, { "suffix": ".stock" }] }""")]
    [InlineData("""{ "source": [{ "anything-but": "store.users" }] }""")]
    [InlineData("""{ "source": [{ "anything-but": ["store.users", "store.orders"] }] }""")]
    [InlineData("""{ "source": [{ "exists": false }] }""")]
    [InlineData("""{ "source": [null, 7] }""")]
    [InlineData("""{ "detail": { "metadata": { "eventVersion": [2] } } }""")]
    [InlineData("""{ "detail": { "metadata": { "eventVersion": ["1"] } } }""")]
    [InlineData("""{ "$or": [{ "source": ["store.orders"] }, { "detail-type": ["OrderCreated"] }] }""")]
    [InlineData("""{ "source": ["store.orders"], "$or": [{ "detail-type": ["UserRegistered"] }, { "account": ["1"] }] }""")]
    public void A_pattern_lets_an_event_never_through(string pattern) => Assert.False(CouldMatch(pattern));

    private static bool CouldMatch(string pattern) => PatternReach.CouldMatch(JsonDocument.Parse(pattern).RootElement, Registered);
}
