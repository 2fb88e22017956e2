using System.Collections.Concurrent;
using System.Text;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.Cli.DeadLetters;

/// <summary>The messages that were received and stay in the queue. Only their handles are kept, in the smaller encoding.</summary>
internal sealed class HiddenMessages(IAmazonSQS sqs, string queueUrl)
{
    private const int Parallel = 8;

    /// <summary>Entries in a batch (Amazon SQS Developer Guide, "Batch actions").</summary>
    private const int BatchSize = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentBag<byte[]> _handles = [];

    private int _left;

    /// <summary>Number of messages that could not be made visible.</summary>
    public int Left => _left;

    public void Add(IEnumerable<ReceivedMessage> messages)
    {
        foreach (var message in messages)
            _handles.Add(Encoding.UTF8.GetBytes(message.ReceiptHandle));
    }

    /// <summary>Makes them visible again, also when the command was cancelled; within 30 s. It throws nothing.</summary>
    public async Task ShowAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await System.Threading.Tasks.Parallel.ForEachAsync(
                _handles.Chunk(BatchSize),
                new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = patience.Token },
                async (batch, cancelled) =>
                {
                    var answer = await sqs.ChangeMessageVisibilityBatchAsync(queueUrl, [.. batch.Select(Entry)], cancelled);
                    Interlocked.Add(ref _left, answer.Failed?.Count ?? 0);
                });
        }
        catch (Exception error) when (error is OperationCanceledException or AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            _left = _handles.Count;
        }
    }

    private static ChangeMessageVisibilityBatchRequestEntry Entry(byte[] handle, int index) =>
        new($"{index}", Encoding.UTF8.GetString(handle)) { VisibilityTimeout = 0 };
}
