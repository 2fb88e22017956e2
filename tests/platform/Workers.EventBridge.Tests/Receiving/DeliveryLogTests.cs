using Microsoft.Extensions.Logging;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>What is logged of a delivery.</summary>
public sealed class DeliveryLogTests : TransportTest
{
    private readonly WorkerSetup _setup = new();

    protected override int? MaxFailures => 1;

    [Fact]
    public async Task There_is_one_line_for_each()
    {
        await StartConsumerAsync(setup: _setup);
        await Bus.PutOrdersAsync(3);
        await Eventually.UntilAsync(() => Lines().Count == 3);

        Assert.All(Lines(), line => Assert.Matches(@"^OrderPlaced [0-9a-f-]{36} of orders: consumed in \d+\.\d ms", line.Text));
        Assert.All(Lines(), line => Assert.Equal(LogLevel.Information, line.Level));
    }

    [Fact]
    public async Task It_tells_what_became_of_one_that_failed()
    {
        Orders.Work = _ => throw new InvalidOperationException("boom");
        await StartConsumerAsync(setup: _setup);
        await Bus.PutOrdersAsync(1);
        await Eventually.UntilAsync(() => Lines().Count == 1);

        Assert.Contains("of orders: dead_lettered in", Lines()[0].Text, StringComparison.Ordinal);
    }

    private List<(LogLevel Level, string Text)> Lines() =>
        [.. _setup.Log.Lines.Where(line => line.Text.Contains(" of orders: ", StringComparison.Ordinal))];
}
