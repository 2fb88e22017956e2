using Workers.Cli.Connections;
using Workers.Cli.Terminals;
using Workers.DeadLetters;

namespace Workers.Cli.DeadLetters;

/// <summary>A dead-letter queue whose messages were read, and are all still in it.</summary>
/// <param name="Letters">The queue.</param>
/// <param name="Groups">The selected messages.</param>
/// <param name="Result">What was read.</param>
internal sealed record ExaminedQueue(LetterQueue Letters, LetterGroups Groups, ReadResult Result)
{
    /// <summary>A remark if not everything was read; otherwise null.</summary>
    public string? Remark
    {
        get
        {
            List<string> sentences = [];
            if (Result.Messages < Letters.Queue.Messages)
                sentences.Add(
                    $"{Result.Messages} of about {Letters.Queue.Messages} messages were read; the others are hidden by another reader"
                    + (Result.IsComplete ? "." : ", or were not reached in time: raise --visibility-timeout."));
            if (Groups.Ungrouped > 0)
                sentences.Add($"{Groups.Ungrouped} messages with further causes are in no group.");
            if (Result.Hidden > 0)
                sentences.Add($"{Result.Hidden} messages stay hidden until the visibility timeout ends.");
            return sentences.Count == 0 ? null : string.Join(' ', sentences);
        }
    }

    public static async Task<ExaminedQueue> ReadAsync(
        AwsConnection aws, LetterQueue letters, DeadLetterFilter filter, ContentPath? path, TimeSpan visibility, Terminal terminal, CancellationToken stopping)
    {
        var groups = new LetterGroups(filter, path);
        var reader = new DeadLetterReader(aws.Sqs, letters.Queue, visibility, TimeProvider.System);
        var result = await terminal.ProgressAsync(
            $"Reading {letters.Queue.Name}", letters.Queue.Messages, progress => reader.ReadAsync(groups.AddAsync, progress, stopping));
        return new ExaminedQueue(letters, groups, result);
    }
}
