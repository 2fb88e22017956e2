using Benchmarks.Stand;

namespace Benchmarks.Contestants;

/// <summary>Something that puts events on a bus.</summary>
internal interface IPublisherContestant : IAsyncDisposable
{
    /// <summary>Puts one event on the bus; ends when EventBridge has it.</summary>
    Task PublishAsync(BenchmarkOrder order, CancellationToken cancellationToken);
}
