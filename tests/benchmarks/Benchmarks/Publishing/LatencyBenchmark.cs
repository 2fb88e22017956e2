using System.Diagnostics;
using System.Threading.Channels;
using Benchmarks.Contestants;
using Benchmarks.Report;
using Benchmarks.Stand;

namespace Benchmarks.Publishing;

/// <summary>From the call that publishes an event to the start of its consumer, one event at a time, over bus, rule and queue.</summary>
internal sealed class LatencyBenchmark : IBenchmark
{
    private const int WarmUp = 200;
    private const int Events = 1000;
    private const string Name = "publish to consume, one at a time";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var (transport, bare) = await run.InterleaveAsync(
            Name,
            () => RunOnceAsync(
                run.Aws,
                new TransportConsumer(),
                async bus => await TransportPublisher.StartAsync(run.Aws.Endpoint, bus, cancellationToken),
                cancellationToken),
            () => RunOnceAsync(
                run.Aws,
                new BareConsumer(),
                bus => Task.FromResult<IPublisherContestant>(new BarePublisher(run.Aws.Endpoint, bus)),
                cancellationToken),
            latencies => $"p50 {latencies.Median:0.0} ms, p99 {latencies.At(0.99):0.0} ms");
        return
        [
            Figure.Difference($"{Name}: p50 ms", transport.Select(one => one.Median), bare.Select(one => one.Median), Limit),
            Figure.Difference($"{Name}: p99 ms", transport.Select(one => one.At(0.99)), bare.Select(one => one.At(0.99)), Limit),
        ];
    }

    private static Goal Limit { get; } = Goal.AtMost(2, "ms + bare");

    private static async Task<Spread> RunOnceAsync(
        BenchmarkAws aws,
        IConsumerContestant consumer,
        Func<string, Task<IPublisherContestant>> start,
        CancellationToken cancellationToken)
    {
        await using var bus = await BenchmarkBus.CreateAsync(aws, cancellationToken);
        await using var publisher = await start(bus.BusName);
        var arrivals = Channel.CreateUnbounded<long>();
        var work = new Work(
            WarmUp + Events,
            handle: (_, _) =>
            {
                arrivals.Writer.TryWrite(Stopwatch.GetTimestamp());
                return Task.CompletedTask;
            });
        var consuming = consumer.ConsumeAsync(bus.Queue.Address, work, new Load(Handlers: 10, Polls: 1), cancellationToken);

        List<double> latencies = [];
        for (var number = 0; number < WarmUp + Events; number++)
        {
            var published = Stopwatch.GetTimestamp();
            await publisher.PublishAsync(BenchmarkOrder.Create(number), cancellationToken);
            var arrived = arrivals.Reader.ReadAsync(cancellationToken).AsTask();
            if (await Task.WhenAny(arrived, consuming) == consuming)
                await consuming;
            latencies.Add(Stopwatch.GetElapsedTime(published, await arrived).TotalMilliseconds);
        }

        await consuming;
        return new Spread(latencies.Skip(WarmUp));
    }
}
