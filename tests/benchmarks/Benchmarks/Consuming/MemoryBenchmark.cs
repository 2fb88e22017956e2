using Benchmarks.Contestants;
using Benchmarks.Report;
using Benchmarks.Stand;

namespace Benchmarks.Consuming;

/// <summary>
/// The managed heap while 100,000 messages wait and are worked off: what it is towards the end, beside what it was at the start.
/// </summary>
internal sealed class MemoryBenchmark : IBenchmark
{
    private const int Messages = 100_000;
    private const int Step = 2_500;
    private const int Handlers = 16;

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"memory: {Messages:N0} messages wait");
        var bare = await HeapAsync(run.Aws, new BareConsumer(), cancellationToken);
        var transport = await HeapAsync(run.Aws, new TransportConsumer(), cancellationToken);
        return
        [
            Figure.Create(
                $"{Messages:N0} messages waiting: heap MB, the last third beside the first",
                [Last(transport)],
                [Last(bare)],
                [Last(transport) / First(transport)],
                Goal.AtMost(1.10, "× the first")),
        ];
    }

    private static double First(List<double> heap) => new Spread(heap.Take(heap.Count / 3)).Median;

    private static double Last(List<double> heap) => new Spread(heap.TakeLast(heap.Count / 3)).Median;

    private static async Task<List<double>> HeapAsync(
        BenchmarkAws aws, IConsumerContestant contestant, CancellationToken cancellationToken)
    {
        await using var queue = await BenchmarkQueue.CreateAsync(aws, cancellationToken);
        await queue.FillAsync(Messages, cancellationToken);
        List<double> heap = [];
        var handled = 0;
        var work = new Work(
            Messages,
            handle: (_, _) =>
            {
                if (Interlocked.Increment(ref handled) % Step == 0)
                {
                    lock (heap)
                        heap.Add(GC.GetTotalMemory(forceFullCollection: true) / 1e6);
                }

                return Task.CompletedTask;
            });
        await contestant.ConsumeAsync(queue.Address, work, Load.Of(Handlers), cancellationToken);
        return heap;
    }
}
