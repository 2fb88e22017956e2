using Workers.Cli.Connections;
using Workers.Cli.Queues;
using Workers.Cli.Terminals;
using Workers.DeadLetters;

namespace Workers.Cli.DeadLetters;

/// <summary>A dead-letter queue whose messages were read, and are all still in it.</summary>
/// <param name="Source">The queue.</param>
/// <param name="Groups">The selected messages.</param>
/// <param name="Result">What was read.</param>
internal sealed record ExaminedQueue(DeadLetterQueue Source, DeadLetterCounts Groups, ReadResult Result)
{
    /// <summary>A remark if not everything was read; otherwise null.</summary>
    public string? Remark
    {
        get
        {
            List<string> sentences = [];
            if (Unread(Source.Queue, Result) is { } unread)
                sentences.Add(unread);
            if (Result.Messages > 0)
                sentences.AddRange(Groups.UnknownPaths.Select(path => $"No message has {path}."));
            if (Groups.Ungrouped > 0)
                sentences.Add($"{Groups.Ungrouped} messages with further causes are in no group.");
            if (Result.Hidden > 0)
                sentences.Add($"{Result.Hidden} messages stay hidden until the visibility timeout ends.");
            return sentences.Count == 0 ? null : string.Join(' ', sentences);
        }
    }

    /// <summary>A remark if not all messages were read; otherwise null.</summary>
    public static string? Unread(FoundQueue queue, ReadResult result)
    {
        if (result.Messages >= queue.Messages && result.IsComplete)
            return null;
        var reason = queue.IsFifo ? "of a FIFO queue SQS shows at most the first ten of each group"
            : result.IsComplete ? "another reader hides the others, or an answer of SQS was lost: they are visible after their visibility timeout"
            : "the others were not reached in time: raise --visibility-timeout";
        return $"{result.Messages} of about {Math.Max(queue.Messages, result.Messages)} messages were read; {reason}.";
    }

    public static async Task<ExaminedQueue> ReadAsync(
        AwsConnection aws, DeadLetterQueue source, DeadLetterFilter filter, ContentPath? path, TimeSpan visibility, Terminal terminal, CancellationToken stopping)
    {
        var groups = new DeadLetterCounts(filter, path);
        var reader = new DeadLetterReader(aws.Sqs, source.Queue, visibility, aws.Time);
        var result = await terminal.ProgressAsync(
            $"Reading {source.Queue.Name}", source.Queue.Messages, progress => reader.ReadAsync(groups.AddAsync, progress, stopping));
        return new ExaminedQueue(source, groups, result);
    }
}
