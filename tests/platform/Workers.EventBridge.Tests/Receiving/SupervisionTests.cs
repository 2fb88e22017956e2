using System.Diagnostics;
using System.Diagnostics.Metrics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>What is thrown around the consumers ends no loop; and a loop that ends nevertheless is noticed.</summary>
public sealed class SupervisionTests : TransportTest
{
    [Theory, InlineData(LogLevel.Information), InlineData(LogLevel.Warning), InlineData(LogLevel.Trace)]
    public async Task A_log_provider_that_throws_costs_no_message(LogLevel minimum)
    {
        var failures = 0;
        Orders.Work = context => context.Message.OrderId == "3" && Interlocked.Increment(ref failures) == 1
            ? throw new InvalidOperationException("once")
            : Task.CompletedTask;
        await StartConsumerAsync(
            e => e.ConcurrentMessageLimit = 2,
            new WorkerSetup { Services = services => services.AddSingleton<ILoggerProvider>(new ThrowingLog(minimum)) });
        await Bus.PutOrdersAsync(6);

        await Time.AdvanceUntilAsync(
            TimeSpan.FromSeconds(1), async () => Orders.Count == 7 && await Bus.CountAsync() == (0, 0));
    }

    [Fact]
    public async Task A_listener_of_the_meter_that_throws_costs_no_message()
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == EventBridgeMeter.Name)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        var thrown = 0;
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            if (!tags.ToArray().Contains(new("workers.event.detail_type", "OrderAudited")))
                return;
            Interlocked.Increment(ref thrown);
            throw new InvalidOperationException("The exporter is broken.");
        });
        listener.Start();

        await ConsumeAuditedAsync();

        Assert.NotEqual(0, thrown);
    }

    [Fact]
    public async Task A_listener_of_the_activities_that_throws_costs_no_message()
    {
        var thrown = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EventBridgeActivitySource.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (!Equals(span.GetTagItem("workers.event.detail_type"), "OrderAudited"))
                    return;
                Interlocked.Increment(ref thrown);
                throw new InvalidOperationException("The exporter is broken.");
            },
        };
        ActivitySource.AddActivityListener(listener);

        await ConsumeAuditedAsync();

        Assert.NotEqual(0, thrown);
    }

    [Fact]
    public async Task A_loop_that_ends_makes_the_endpoint_unhealthy_and_receiving_starts_again()
    {
        var setup = new WorkerSetup();
        var time = new BrokenTime(Bus.Time);
        var worker = await StartConsumerAsync(
            setup: setup with { WaitUntilStarted = false, Host = host => host.TimeProvider = time });
        await Eventually.UntilAsync(() => worker.Bus.CheckHealth().Exception?.Message.Contains("There is no timer", StringComparison.Ordinal) == true);
        await Bus.PutOrdersAsync(3);

        time.IsBroken = false;
        await Time.AdvanceUntilAsync(
            TimeSpan.FromSeconds(1), async () => worker.Health == BusHealthStatus.Healthy && Orders.Count == 3 && await Bus.CountAsync() == (0, 0));

        Assert.Contains(setup.Log.Lines, line => line == (LogLevel.Error, "Receiving from orders ended and is restarted"));
    }

    [Fact]
    public async Task A_loop_that_ends_before_the_stop_is_a_fault()
    {
        using var stopping = new CancellationTokenSource();

        var fault = await Supervision.WatchAsync([Task.FromException(new IOException("gone"))], stopping.Token);

        Assert.Equal("gone", Assert.IsType<IOException>(fault).Message);
    }

    [Fact]
    public async Task A_loop_that_ends_after_the_stop_is_none()
    {
        Assert.Null(await Supervision.WatchAsync([Task.CompletedTask], new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task An_iteration_that_throws_is_followed_by_the_next()
    {
        using var stopping = new CancellationTokenSource();
        var iterations = 0;
        var loop = Supervision.RepeatAsync(
            () =>
            {
                if (++iterations == 3)
                    stopping.Cancel();
                throw new InvalidOperationException("boom");
            },
            new TransportLog(NullLogger.Instance),
            Time,
            stopping.Token);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => loop.IsCompleted);

        Assert.Equal(3, iterations);
    }

    private async Task ConsumeAuditedAsync()
    {
        var audited = new Consumed<OrderAudited>();
        await StartAsync(Consuming(audited, e => e.ConcurrentMessageLimit = 1));
        for (var number = 0; number < 6; number++)
            await Bus.PutAsync("OrderAudited", $$"""{"orderId":"{{number}}"}""");

        await Eventually.UntilAsync(() => audited.Count == 6);
        await Bus.UntilEmptyAsync();
    }

    private sealed class ThrowingLog(LogLevel minimum) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => throw new InvalidOperationException("The disk is full.");

        public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // Only what is logged while messages are handled: without the start there is nothing to see.
            if (logLevel >= minimum && formatter(state, exception).Contains(" of orders", StringComparison.Ordinal))
                throw new InvalidOperationException("The disk is full.");
        }

        public void Dispose()
        {
        }
    }

    /// <summary>Has no timer for the renewals, one a sixth of the visibility timeout.</summary>
    private sealed class BrokenTime(TimeProvider time) : TimeProvider
    {
        public volatile bool IsBroken = true;

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            IsBroken && dueTime == TimeSpan.FromMinutes(10)
                ? throw new InvalidOperationException("There is no timer.")
                : time.CreateTimer(callback, state, dueTime, period);
    }
}
