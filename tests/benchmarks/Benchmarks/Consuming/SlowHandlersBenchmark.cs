using Benchmarks.Contestants;
using Benchmarks.Report;
using Benchmarks.Stand;

namespace Benchmarks.Consuming;

/// <summary>Twenty handlers of 20 ms, two of which take 3 s: how much the other eighteen do meanwhile, of what they could.</summary>
internal sealed class SlowHandlersBenchmark : IBenchmark
{
    private const int Handlers = 20;
    private const int LatencyMs = 10;
    private const int Messages = 4000;
    private const string Name = "20 handlers of 20 ms, two take 3 s, 10 ms latency";

    /// <summary>Eighteen handlers, fifty messages a second each.</summary>
    private const double Ideal = 18 * 50;

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var (transport, bare) = await run.InterleaveAsync(
            Name,
            () => RunOnceAsync(run, new TransportConsumer(), cancellationToken),
            () => RunOnceAsync(run, new BareConsumer(), cancellationToken),
            rate => $"{rate:0}/s");
        return
        [
            Figure.Create(
                $"{Name}: messages/s meanwhile",
                transport,
                bare,
                transport.Select(rate => rate / Ideal),
                Goal.AtLeast(0.9, $"× {Ideal:0}/s")),
        ];
    }

    private static async Task<double> RunOnceAsync(BenchmarkRun run, IConsumerContestant contestant, CancellationToken cancellationToken)
    {
        await using var queue = await BenchmarkQueue.CreateAsync(run.Aws, cancellationToken);
        await queue.FillAsync(Messages, cancellationToken);
        await run.Aws.SetLatencyAsync(LatencyMs, cancellationToken);
        var handlers = new SlowHandlers();
        var work = new Work(Messages, handle: handlers.HandleAsync);
        await contestant.ConsumeAsync(queue.Address, work, Load.Of(Handlers), cancellationToken);
        await run.Aws.SetLatencyAsync(0, cancellationToken);
        return handlers.RateMeanwhile;
    }
}
