using Benchmarks.Contestants;
using Benchmarks.Report;
using Benchmarks.Stand;

namespace Benchmarks.Consuming;

/// <summary>Consume throughput with empty handlers, 1 KB events and a full queue; the calls and the CPU time that it takes.</summary>
/// <param name="Handlers">Messages at the same time.</param>
/// <param name="LatencyMs">How long LocalAws waits before each answer, in milliseconds; 0 makes the CPU the limit.</param>
internal sealed record ThroughputBenchmark(int Handlers, int LatencyMs) : IBenchmark
{
    private string Name => LatencyMs > 0 ? $"{Handlers} handlers, {LatencyMs} ms latency" : $"{Handlers} handlers, no latency";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var (transport, bare) = await run.InterleaveAsync(
            Name,
            () => RunOnceAsync(run, new TransportConsumer(), cancellationToken),
            () => RunOnceAsync(run, new BareConsumer(), cancellationToken),
            one => $"{one.Rate:0}/s");

        List<Figure> figures =
        [
            Figure.Ratio(
                $"{Name}: messages/s",
                transport.Select(one => one.Rate),
                bare.Select(one => one.Rate),
                Goal.AtLeast(LatencyMs > 0 ? 0.95 : 0.65, "× bare")),
            Figure.Alone(
                $"{Name}: SQS calls per message", transport.Select(one => one.Calls), Goal.AtMost(0.22), bare.Select(one => one.Calls)),
        ];
        if (LatencyMs == 0)
            figures.Add(Figure.Ratio(
                $"{Name}: CPU µs per message", transport.Select(one => one.Cpu), bare.Select(one => one.Cpu), Goal.AtMost(2, "× bare")));
        return figures;
    }

    private async Task<Round> RunOnceAsync(BenchmarkRun run, IConsumerContestant contestant, CancellationToken cancellationToken)
    {
        await using var queue = await BenchmarkQueue.CreateAsync(run.Aws, cancellationToken);
        await queue.FillAsync(run.Messages, cancellationToken);
        var work = new Work(run.Messages, warmUp: run.Messages / 10);
        var before = await run.Aws.SqsCallsAsync(cancellationToken);
        await run.Aws.SetLatencyAsync(LatencyMs, cancellationToken);
        await contestant.ConsumeAsync(queue.Address, work, Load.Of(Handlers), cancellationToken);
        await run.Aws.SetLatencyAsync(0, cancellationToken);
        var calls = await run.Aws.SqsCallsAsync(cancellationToken) - before;
        return new Round(work.MessagesPerSecond, work.CpuMicrosecondsPerMessage, (double)calls / run.Messages);
    }

    private sealed record Round(double Rate, double Cpu, double Calls);
}
