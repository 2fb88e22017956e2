using MassTransit;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>An option that SQS would refuse later is refused at the start.</summary>
public sealed class OptionTests : TransportTest
{
    [Fact]
    public Task A_wait_beyond_twenty_seconds() => RefusedAsync(e => e.WaitTimeSeconds = 21, "WaitTimeSeconds");

    [Fact]
    public Task A_short_poll() => RefusedAsync(e => e.WaitTimeSeconds = 0, "WaitTimeSeconds");

    [Fact]
    public Task A_visibility_timeout_below_ten_seconds() =>
        RefusedAsync(e => e.VisibilityTimeout = TimeSpan.FromSeconds(9), "VisibilityTimeout");

    [Fact]
    public Task A_visibility_timeout_beyond_twelve_hours() =>
        RefusedAsync(e => e.VisibilityTimeout = TimeSpan.FromHours(13), "VisibilityTimeout");

    [Fact]
    public Task A_redelivery_delay_beyond_its_bound() =>
        RefusedAsync(
            e => (e.RedeliveryDelay, e.MaxRedeliveryDelay) = (TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1)), "RedeliveryDelay");

    [Fact]
    public Task No_poll() => RefusedAsync(e => e.MaxConcurrentPolls = 0, "MaxConcurrentPolls");

    [Fact]
    public Task No_handler() => RefusedAsync(e => e.ConcurrentMessageLimit = 0, "ConcurrentMessageLimit");

    [Fact]
    public Task No_message_in_hand() => RefusedAsync(e => e.PrefetchCount = 0, "PrefetchCount");

    private async Task RefusedAsync(Action<IEventBridgeReceiveEndpointConfigurator> configure, string option)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => StartConsumerAsync(configure));

        Assert.Contains(option, error.ToString(), StringComparison.Ordinal);
    }
}
