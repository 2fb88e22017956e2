using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using Workers.Cli.Queues;
using Workers.DeadLetters;

namespace Workers.Cli.DeadLetters;

/// <summary>Sends dead messages to a queue as they are: body, attributes, trace header, group.</summary>
internal sealed class MessageSender(IAmazonSQS sqs)
{
    /// <summary>Tries of an entry that failed through no fault of the sender, such as throttling.</summary>
    private const int MaxTries = 6;

    /// <summary>Entries and bytes of a batch (Amazon SQS Developer Guide, "Message quotas").</summary>
    private const int MaxEntries = 10, MaxBytes = 1_048_576;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>Sends up to ten messages.</summary>
    /// <returns>The index of each message that was not sent, with the reason.</returns>
    public async Task<IReadOnlyDictionary<int, string>> SendAsync(
        FoundQueue queue, IReadOnlyList<DeadLetter> messages, CancellationToken cancellationToken)
    {
        var failures = new Dictionary<int, string>();
        foreach (var batch in Batches(messages))
            await SendAsync(queue, messages, batch, failures, cancellationToken);
        return failures;
    }

    private async Task SendAsync(
        FoundQueue queue, IReadOnlyList<DeadLetter> messages, List<int> batch, Dictionary<int, string> failures, CancellationToken cancellationToken)
    {
        for (var (attempt, delay) = (1, FirstDelay); batch.Count > 0; attempt++, delay *= 2)
        {
            var answer = await sqs.SendMessageBatchAsync(queue.Url, batch.ConvertAll(index => Entry(queue, index, messages[index])), cancellationToken);
            batch = [];
            foreach (var failed in answer.Failed ?? [])
            {
                if (attempt < MaxTries && (failed.SenderFault != true || failed.Code.Contains("Throttl", StringComparison.Ordinal)))
                    batch.Add(int.Parse(failed.Id, System.Globalization.CultureInfo.InvariantCulture));
                else
                    failures[int.Parse(failed.Id, System.Globalization.CultureInfo.InvariantCulture)] = $"{failed.Code}: {failed.Message}";
            }

            if (batch.Count > 0)
                await Task.Delay(delay, cancellationToken);
        }
    }

    private static IEnumerable<List<int>> Batches(IReadOnlyList<DeadLetter> messages)
    {
        var (batch, bytes) = (new List<int>(), 0);
        foreach (var (index, message) in messages.Index())
        {
            var size = SizeOf(message);
            if (batch.Count > 0 && (batch.Count == MaxEntries || bytes + size > MaxBytes))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(index);
            bytes += size;
        }

        if (batch.Count > 0)
            yield return batch;
    }

    private static int SizeOf(DeadLetter message) => message.Body.Length + message.Attributes.Sum(
        attribute => Encoding.UTF8.GetByteCount(attribute.Name) + Encoding.UTF8.GetByteCount(attribute.DataType) + attribute.Value.Length);

    private static SendMessageBatchRequestEntry Entry(FoundQueue queue, int index, DeadLetter message) => new($"{index}", Encoding.UTF8.GetString(message.Body.Span))
    {
        MessageAttributes = message.Attributes.ToDictionary(attribute => attribute.Name, Value),
        MessageGroupId = message.GroupId ?? (queue.IsFifo ? "none" : null),

        // Not its own: SQS would swallow it within five minutes of the first delivery. The same for each try of the same message.
        MessageDeduplicationId = queue.IsFifo ? $"redrive-{message.MessageId}" : null,
        MessageSystemAttributes = message.TraceHeader is { } header
            ? new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = header } }
            : null,
    };

    private static MessageAttributeValue Value(DeadLetterAttribute attribute) => attribute.IsBinary
        ? new() { DataType = attribute.DataType, BinaryValue = new MemoryStream(attribute.Value.ToArray()) }
        : new() { DataType = attribute.DataType, StringValue = attribute.Text };
}
