using Benchmarks.Contestants;
using Benchmarks.Report;
using Benchmarks.Stand;

namespace Benchmarks.Consuming;

/// <summary>Consume throughput with empty handlers, 1 KB events and a full queue; the calls and the CPU time that it takes.</summary>
/// <param name="Handlers">Messages at the same time.</param>
/// <param name="LatencyMs">How long LocalAws waits before each answer, in milliseconds; 0 makes the CPU the limit.</param>
/// <param name="Messages">Messages of a round; the first tenth warms up.</param>
internal sealed record ConsumeBenchmark(int Handlers, int LatencyMs, int Messages)
{
    private static readonly BareConsumer Bare = new();
    private static readonly TransportConsumer Transport = new();

    public string Name => LatencyMs > 0 ? $"{Handlers} handlers, {LatencyMs} ms latency" : $"{Handlers} handlers, no latency";

    /// <summary>Runs both, one after the other, in each round; the first round is not counted.</summary>
    public async Task<IReadOnlyList<Figure>> RunAsync(
        LocalAwsProcess aws, int rounds, Action<string> report, CancellationToken cancellationToken)
    {
        await aws.SetLatencyAsync(0, cancellationToken);
        List<Round> bare = [], transport = [];
        for (var round = 0; round <= rounds; round++)
        {
            var limit = await RunOnceAsync(aws, Bare, cancellationToken);
            var own = await RunOnceAsync(aws, Transport, cancellationToken);
            report($"{Name}: {(round == 0 ? "warm-up" : $"round {round} of {rounds}")}: {own.Rate:0}/s beside {limit.Rate:0}/s");
            if (round == 0)
                continue;
            bare.Add(limit);
            transport.Add(own);
        }

        List<Figure> figures =
        [
            Figure.AtLeast(
                $"{Name}: messages/s",
                [.. transport.Select(one => one.Rate)],
                [.. bare.Select(one => one.Rate)],
                goal: LatencyMs > 0 ? 0.95 : 0.65),
            Figure.AtMost($"{Name}: SQS calls per message", [.. transport.Select(one => one.Calls)], 0.22),
        ];
        if (LatencyMs == 0)
            figures.Add(Figure.AtMost(
                $"{Name}: CPU µs per message", [.. transport.Select(one => one.Cpu)], [.. bare.Select(one => one.Cpu)], 2));
        return figures;
    }

    private async Task<Round> RunOnceAsync(LocalAwsProcess aws, IConsumerContestant contestant, CancellationToken cancellationToken)
    {
        await using var queue = await BenchmarkQueue.CreateAsync(aws, cancellationToken);
        await queue.FillAsync(Messages, cancellationToken);
        await aws.SetLatencyAsync(LatencyMs, cancellationToken);
        var work = new Work(Messages, warmUp: Messages / 10);
        var before = await CallsAsync(aws, cancellationToken);
        await contestant.ConsumeAsync(queue, work, Load.Of(Handlers), cancellationToken);
        var calls = await CallsAsync(aws, cancellationToken) - before;
        await aws.SetLatencyAsync(0, cancellationToken);
        return new Round(work.MessagesPerSecond, work.CpuMicrosecondsPerMessage, (double)calls / Messages);
    }

    private static async Task<long> CallsAsync(LocalAwsProcess aws, CancellationToken cancellationToken) =>
        (await aws.CallsAsync(cancellationToken))
            .Where(call => call.Key.StartsWith("sqs:", StringComparison.Ordinal))
            .Sum(call => call.Value);

    private sealed record Round(double Rate, double Cpu, double Calls);
}
