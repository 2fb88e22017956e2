using Benchmarks.Contestants;
using Benchmarks.Report;
using Benchmarks.Stand;

namespace Benchmarks.Consuming;

/// <summary>
/// How much of the CPU time of a message is MassTransit's own: the same consumer behind the same deserializer, fed from memory
/// without any transport.
/// </summary>
internal sealed class PipelineShareBenchmark : IBenchmark
{
    private const int Handlers = 16;
    private const string Name = "MassTransit's own pipeline";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var (whole, pipeline) = await run.InterleaveAsync(
            Name,
            () => TransportAsync(run, cancellationToken),
            () => PipelineAsync(run, cancellationToken),
            cpu => $"{cpu:0.0} µs");
        return
        [
            Figure.Create(
                $"{Name} (deserializes, makes a scope, runs the consumer): its share of the CPU µs per message",
                whole,
                limit: null,
                pipeline.Zip(whole, (part, all) => part / all),
                Goal.None),
        ];
    }

    private static async Task<double> TransportAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var queue = await BenchmarkQueue.CreateAsync(run.Aws, cancellationToken);
        await queue.FillAsync(run.Messages, cancellationToken);
        var work = new Work(run.Messages, warmUp: run.Messages / 10);
        await new TransportConsumer().ConsumeAsync(queue.Address, work, Load.Of(Handlers), cancellationToken);
        return work.CpuMicrosecondsPerMessage;
    }

    private static async Task<double> PipelineAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var work = new Work(run.Messages, warmUp: run.Messages / 10);
        await MassTransitPipeline.RunAsync(run.Messages, work, Handlers, cancellationToken);
        return work.CpuMicrosecondsPerMessage;
    }
}
