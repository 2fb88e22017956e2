using System.Diagnostics;
using Benchmarks.Contestants;
using Benchmarks.Report;
using Benchmarks.Stand;

namespace Benchmarks.Publishing;

/// <summary>A hundred publishers, each with one event after the other: the PutEvents calls that it takes, and the time.</summary>
internal sealed class PublishBenchmark : IBenchmark
{
    private const int Publishers = 100;
    private const int LatencyMs = 10;
    private const string Name = "100 publishers, 10 ms latency";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var (transport, bare) = await run.InterleaveAsync(
            Name,
            () => RunOnceAsync(
                run, async bus => await TransportPublisher.StartAsync(run.Aws.Endpoint, bus, cancellationToken), cancellationToken),
            () => RunOnceAsync(
                run, bus => Task.FromResult<IPublisherContestant>(new BarePublisher(run.Aws.Endpoint, bus)), cancellationToken),
            one => $"{one.Rate:0}/s, {one.Calls:0.000} calls");
        return
        [
            Figure.Alone(
                $"{Name}: PutEvents calls per event",
                transport.Select(one => one.Calls),
                Goal.AtMost(0.11),
                bare.Select(one => one.Calls)),
            Figure.Ratio($"{Name}: events/s", transport.Select(one => one.Rate), bare.Select(one => one.Rate), Goal.AtLeast(0.9, "× bare")),
        ];
    }

    private static async Task<Round> RunOnceAsync(
        BenchmarkRun run, Func<string, Task<IPublisherContestant>> start, CancellationToken cancellationToken)
    {
        await using var bus = await BenchmarkBus.CreateAsync(run.Aws, cancellationToken);
        await using var publisher = await start(bus.BusName);
        var warmUp = run.Messages / 10;
        await PublishAsync(publisher, warmUp, cancellationToken);

        await run.Aws.SetLatencyAsync(LatencyMs, cancellationToken);
        var before = await run.Aws.CallsAsync("events:PutEvents", cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await PublishAsync(publisher, run.Messages - warmUp, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var calls = await run.Aws.CallsAsync("events:PutEvents", cancellationToken) - before;
        await run.Aws.SetLatencyAsync(0, cancellationToken);
        return new Round((run.Messages - warmUp) / seconds, (double)calls / (run.Messages - warmUp));
    }

    private static Task PublishAsync(IPublisherContestant publisher, int events, CancellationToken cancellationToken)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, Publishers).Select(_ => Task.Run(
            async () =>
            {
                while (Interlocked.Increment(ref next) is var number && number < events)
                    await publisher.PublishAsync(BenchmarkOrder.Create(number), cancellationToken);
            },
            cancellationToken)));
    }

    private sealed record Round(double Rate, double Calls);
}
