using Benchmarks.Stand;
using Benchmarks.Storing;
using MassTransit;
using Workers.Hosting;

namespace Benchmarks.Tracing;

/// <summary>Takes orders and does nothing: no database, no calls.</summary>
internal sealed class IdleWorker : BookingWorker
{
    protected override void Configure(WorkerBuilder worker) => worker.AddConsumer<TakeOrder>();

    private sealed class TakeOrder : IConsumer<BenchmarkOrder>
    {
        public Task Consume(ConsumeContext<BenchmarkOrder> context) => Task.CompletedTask;
    }
}
