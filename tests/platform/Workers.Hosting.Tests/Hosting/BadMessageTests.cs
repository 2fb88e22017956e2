using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>Messages that fail for a reason of their own, beside others that do not, and what looks like them.</summary>
public sealed class BadMessageTests : IAsyncLifetime
{
    private ChargingWorker _worker = null!;
    private volatile bool _isDatabaseUp;

    public async ValueTask InitializeAsync() => _worker = await ChargingWorker.CreateAsync(
        builder => builder.Services.AddHealthChecks().AddCheck(
            "database", () => _isDatabaseUp ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(), tags: ["ready"]));

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    [Theory, InlineData(2), InlineData(4)]
    public async Task Do_not_pause_receiving_and_are_dead_lettered(int bad)
    {
        _worker.Charges.Failure = BadOnes;
        await StartAsync();
        await _worker.FillAsync(Enumerable.Range(0, bad).Select(number => $"bad {number}"));

        await AdvanceAsync(async () => await _worker.DeadLettersAsync() == bad, watch: () => Assert.True(_worker.IsHealthy));
    }

    [Fact]
    public async Task Keep_no_good_message_waiting()
    {
        _worker.Charges.Failure = BadOnes;
        await StartAsync();
        await _worker.FillAsync(Enumerable.Range(0, 60).Select(number => number % 10 == 5 ? $"bad {number}" : $"good {number}"));
        await AdvanceAsync(() => Task.FromResult(_worker.Charges.Done.Count == 54));

        await AdvanceAsync(async () => await _worker.DeadLettersAsync() == 6, watch: () => Assert.True(_worker.IsHealthy));

        Assert.Equal(0, await _worker.DepthAsync());
    }

    [Fact]
    public async Task Let_a_good_one_through_within_seconds_where_all_before_it_failed()
    {
        _worker.Charges.Failure = BadOnes;
        await StartAsync();
        await _worker.FillAsync(Enumerable.Range(0, 8).Select(number => $"bad {number}"));
        await _worker.UntilCircuitOpenAsync();
        await AdvanceForAsync(TimeSpan.FromMinutes(5));
        var begun = _worker.Time.GetUtcNow();

        await _worker.FillAsync(["good"]);
        await AdvanceAsync(() => Task.FromResult(_worker.Charges.IsDone("good")));

        Assert.InRange(_worker.Time.GetUtcNow() - begun, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        await AdvanceAsync(async () => await _worker.DeadLettersAsync() == 8);
    }

    [Fact]
    public async Task That_nobody_answers_beside_others_that_are_answered_are_dead_lettered()
    {
        _worker.Charges.Failure = order => order == "bad" ? new TimeoutException("Nobody answers.") : null;
        await StartAsync();
        await _worker.FillAsync(["bad"]);
        for (var number = 0; await _worker.DeadLettersAsync() == 0; number++)
        {
            await _worker.FillAsync([$"good {number}"]);
            var order = number;
            await AdvanceAsync(() => Task.FromResult(_worker.Charges.IsDone($"good {order}")));
        }

        var dead = await _worker.DeadLetterAsync();
        Assert.Equal(
            ("max-failures", "Nobody answers."),
            (dead.MessageAttributes["DeadLetterReason"].StringValue, dead.MessageAttributes["ExceptionMessage"].StringValue));
    }

    [Fact]
    public async Task That_nobody_answers_and_that_are_alone_are_dead_lettered_after_an_hour()
    {
        _worker.Charges.Failure = _ => new TimeoutException("Nobody answers.");
        await StartAsync();
        await _worker.FillAsync(["bad"]);
        await AdvanceForAsync(TimeSpan.FromMinutes(45));
        var before = await _worker.DeadLettersAsync();

        await AdvanceAsync(async () => await _worker.DeadLettersAsync() == 1);

        Assert.Equal(0, before);
        Assert.InRange(_worker.Time.GetUtcNow() - _worker.Time.Start, TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(75));
    }

    [Fact]
    public async Task That_are_poison_do_not_close_an_open_circuit()
    {
        var isDown = true;
        _worker.Charges.Failure = _ => isDown ? new HttpRequestException("Connection refused") : null;
        await _worker.FillAsync(4);
        await StartAsync();
        await _worker.UntilCircuitOpenAsync();
        await _worker.FillAsync([""]);
        await AdvanceAsync(async () => await _worker.DeadLettersAsync() == 1, watch: () => Assert.False(_worker.IsHealthy));
        Assert.False(_worker.IsHealthy);

        isDown = false;
        await AdvanceAsync(async () => await _worker.DepthAsync() == 0);
    }

    [Fact]
    public async Task That_another_worker_took_leave_an_empty_queue_whose_dependencies_open_it()
    {
        _worker.Charges.Failure = _ => new HttpRequestException("Connection refused");
        await _worker.FillAsync(["order"]);
        await StartAsync();
        await _worker.UntilCircuitOpenAsync();
        await AdvanceAsync(_worker.TakeAsync);
        await AdvanceForAsync(TimeSpan.FromMinutes(10));
        var (wasHealthy, polls) = (_worker.IsHealthy, _worker.Polls);

        _isDatabaseUp = true;
        await AdvanceAsync(() => Task.FromResult(_worker.IsHealthy));

        Assert.False(wasHealthy);
        Assert.InRange(polls, 1, 10 * 12);
    }

    private async Task StartAsync()
    {
        await _worker.StartAsync();
        await AdvanceAsync(() => Task.FromResult(_worker.IsHealthy || _worker.Charges.Failed > 0));
    }

    private static InvalidOperationException? BadOnes(string order) =>
        order.StartsWith("bad", StringComparison.Ordinal) ? new InvalidOperationException("The quantity is out of range.") : null;

    private Task AdvanceAsync(Func<Task<bool>> condition, Action? watch = null) => _worker.AdvanceUntilAsync(
        TimeSpan.FromMilliseconds(500),
        () =>
        {
            watch?.Invoke();
            return condition();
        });

    private Task AdvanceForAsync(TimeSpan duration)
    {
        var end = _worker.Time.GetUtcNow() + duration;
        return _worker.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Task.FromResult(_worker.Time.GetUtcNow() >= end));
    }
}
