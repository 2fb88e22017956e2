using System.Net;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>Ten minutes without a payment gateway.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(10);

    private ChargingWorker _worker = null!;

    private bool IsDown => _worker.Time.GetUtcNow() - _worker.Time.Start < Outage;

    public async ValueTask InitializeAsync()
    {
        _worker = await ChargingWorker.CreateAsync();
        _worker.Charges.Failure = _ => IsDown ? Refused() : null;
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    [Theory, InlineData(1000), InlineData(3), InlineData(1)]
    public async Task Of_ten_minutes_dead_letters_no_order(int orders)
    {
        await _worker.FillAsync(orders);
        await _worker.StartAsync();
        await _worker.UntilCircuitOpenAsync();
        await UntilBackAsync();

        await _worker.AdvanceUntilAsync(
            TimeSpan.FromSeconds(1), async () => _worker.Charges.Done.Count == orders && await _worker.DepthAsync() == 0);

        Assert.Equal(0, await _worker.DeadLettersAsync());
    }

    [Theory, InlineData(1000), InlineData(20), InlineData(8)]
    public async Task Or_a_bug_that_fails_every_order_dead_letters_none(int orders)
    {
        _worker.Charges.Failure = _ => IsDown ? new InvalidOperationException("The quantity is out of range.") : null;
        await _worker.FillAsync(orders);
        await _worker.StartAsync();
        await _worker.UntilCircuitOpenAsync();
        await UntilBackAsync();

        await _worker.AdvanceUntilAsync(
            TimeSpan.FromSeconds(1), async () => _worker.Charges.Done.Count == orders && await _worker.DepthAsync() == 0);

        Assert.Equal(0, await _worker.DeadLettersAsync());
    }

    [Theory, InlineData(100), InlineData(5)]
    public async Task With_deployments_in_it_dead_letters_no_order(int orders)
    {
        await _worker.FillAsync(orders);
        await _worker.StartAsync();
        for (var deployment = 0; deployment < 4; deployment++)
        {
            var before = _worker.Charges.Failed;
            await _worker.AdvanceUntilAsync(
                TimeSpan.FromMilliseconds(500), () => Task.FromResult(!_worker.IsHealthy && _worker.Charges.Failed > before));
            var end = _worker.Time.GetUtcNow() + TimeSpan.FromSeconds(60);
            await _worker.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Task.FromResult(_worker.Time.GetUtcNow() >= end));
            await _worker.DeployAsync();
        }

        await UntilBackAsync();
        await _worker.AdvanceUntilAsync(
            TimeSpan.FromSeconds(1), async () => _worker.Charges.Done.Count == orders && await _worker.DepthAsync() == 0);

        Assert.Equal(0, await _worker.DeadLettersAsync());
    }

    [Fact]
    public async Task After_a_busy_minute_dead_letters_no_lone_order()
    {
        var isDown = false;
        _worker.Charges.Failure = _ => isDown ? Refused() : null;
        await _worker.FillAsync(200);
        await _worker.StartAsync();
        await _worker.AdvanceUntilAsync(
            TimeSpan.FromMilliseconds(20), async () => _worker.Charges.Done.Count == 200 && await _worker.DepthAsync() == 0);

        isDown = true;
        await _worker.FillAsync(1);
        await _worker.UntilCircuitOpenAsync();
        isDown = false;
        await _worker.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => await _worker.DepthAsync() == 0);

        Assert.Equal(0, await _worker.DeadLettersAsync());
    }

    [Fact]
    public async Task Is_not_met_with_a_storm_of_tries()
    {
        await _worker.FillAsync(1000);
        await _worker.StartAsync();
        await _worker.UntilCircuitOpenAsync();
        var untilOpen = _worker.Charges.Failed;

        await UntilBackAsync();

        // What was running, and a few probes: the first after 15 seconds, then each after twice the time, up to two minutes.
        Assert.InRange(_worker.Charges.Failed - untilOpen, 3, 16 + 10);
    }

    [Fact]
    public async Task Is_reported_by_the_health_of_the_worker()
    {
        await _worker.FillAsync(100);
        await _worker.StartAsync();
        await _worker.UntilCircuitOpenAsync();

        var (status, body) = await _worker.ReadinessAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("Connection refused", body, StringComparison.Ordinal);
    }

    private static HttpRequestException Refused() => new("Connection refused");

    private Task UntilBackAsync() => _worker.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Task.FromResult(!IsDown));
}
