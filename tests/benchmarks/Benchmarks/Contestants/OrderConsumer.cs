using Benchmarks.Stand;
using MassTransit;

namespace Benchmarks.Contestants;

/// <summary>The consumer of every contestant that is MassTransit.</summary>
internal sealed class OrderConsumer(Work work) : IConsumer<BenchmarkOrder>
{
    public Task Consume(ConsumeContext<BenchmarkOrder> context) => work.HandleAsync(context.Message, context.CancellationToken);
}
