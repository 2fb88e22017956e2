using Amazon.SQS.Model;

namespace Benchmarks.Stand;

/// <summary>A queue of its own for each run, so that no run meets the leavings of another.</summary>
internal sealed class BenchmarkQueue(LocalAwsProcess aws, QueueAddress address) : IAsyncDisposable
{
    private const int FillersAtOnce = 4;

    public QueueAddress Address => address;

    public static async Task<BenchmarkQueue> CreateAsync(LocalAwsProcess aws, CancellationToken cancellationToken)
    {
        // About as long as a real one: each span names it.
        var name = $"benchmark-{Guid.NewGuid():N}"[..18];
        var created = await aws.Sqs.CreateQueueAsync(name, cancellationToken);
        return new BenchmarkQueue(aws, new QueueAddress(aws.Endpoint, name, created.QueueUrl));
    }

    /// <summary>Puts so many orders into it.</summary>
    public async Task FillAsync(int count, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count).Chunk(10),
            new ParallelOptions { MaxDegreeOfParallelism = FillersAtOnce, CancellationToken = cancellationToken },
            async (numbers, cancelled) => await aws.Sqs.SendMessageBatchAsync(
                address.Url,
                [.. numbers.Select((number, index) =>
                    new SendMessageBatchRequestEntry($"{index}", BenchmarkEnvelope.Write(BenchmarkOrder.Create(number))))],
                cancelled));

    public async ValueTask DisposeAsync() => await aws.Sqs.DeleteQueueAsync(address.Url);
}
