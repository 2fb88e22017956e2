using Amazon.SQS.Model;

namespace Benchmarks.Stand;

/// <summary>A queue of its own for each run, so that no run meets the leavings of another.</summary>
internal sealed class BenchmarkQueue(BenchmarkAws aws, QueueAddress address) : IAsyncDisposable
{
    private const int FillersAtOnce = 4;

    public QueueAddress Address => address;

    public static async Task<BenchmarkQueue> CreateAsync(BenchmarkAws aws, CancellationToken cancellationToken)
    {
        // About as long as a real one: each span names it.
        var name = $"benchmark-{Guid.NewGuid():N}"[..18];
        var created = await aws.Sqs.CreateQueueAsync(
            new CreateQueueRequest(name) { Attributes = new() { ["RedrivePolicy"] = await RedrivePolicyAsync(aws, cancellationToken) } },
            cancellationToken);
        return new BenchmarkQueue(aws, new QueueAddress(aws.Endpoint, name, created.QueueUrl));
    }

    /// <summary>One dead-letter queue for all: nothing comes there, and a queue without one is warned of.</summary>
    private static async Task<string> RedrivePolicyAsync(BenchmarkAws aws, CancellationToken cancellationToken)
    {
        var created = await aws.Sqs.CreateQueueAsync("benchmark-dlq", cancellationToken);
        var attributes = await aws.Sqs.GetQueueAttributesAsync(created.QueueUrl, ["QueueArn"], cancellationToken);
        return $$"""{"deadLetterTargetArn":"{{attributes.QueueARN}}","maxReceiveCount":"1000"}""";
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
