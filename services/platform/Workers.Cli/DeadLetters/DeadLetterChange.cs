using System.Text.Json;
using Workers.Cli.Connections;
using Workers.Cli.Terminals;

namespace Workers.Cli.DeadLetters;

/// <summary>Redrives or deletes messages, after it has said what and asked.</summary>
/// <param name="aws">The connection.</param>
/// <param name="source">The dead-letter queue.</param>
/// <param name="filter">The selected messages.</param>
/// <param name="destination">The queue to send to; null to delete.</param>
/// <param name="mode">How.</param>
/// <param name="visibility">For how long received messages are hidden.</param>
/// <param name="terminal">The terminal.</param>
internal sealed class DeadLetterChange(
    AwsConnection aws, DeadLetterQueue source, DeadLetterFilter filter, RedriveDestination? destination, ChangeMode mode, TimeSpan visibility, Terminal terminal)
{
    private string Verb => destination is null ? "Delete" : "Redrive";

    private string Done => destination is null ? "deleted" : "redriven";

    private string Target => destination is null ? "" : $" to {destination.Name}";

    /// <returns>The exit code: 1 if a selected message could not be moved.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        var selected = source.Queue.Messages;

        // A mistyped condition with != would select every message: it is looked for first.
        if (mode.IsDryRun || !mode.IsConfirmed || filter.Conditions.Count > 0)
        {
            var examined = await ExaminedQueue.ReadAsync(aws, source, filter, path: null, visibility, terminal, stopping);
            selected = examined.Groups.Selected;
            if (examined.Result.Messages > 0 && examined.Groups.UnknownPaths is [var unknown, ..])
                throw new CliException($"--where: no message of {source.Queue.Name} has {unknown}. Nothing was changed.");
            if (mode is { IsDryRun: true, Json: true })
                await terminal.Output.WriteLineAsync(GroupReport.Json(aws, [examined], path: null));
            else if (mode.IsDryRun || !mode.IsConfirmed)
                GroupReport.Write(terminal, aws, [examined], path: null);
            if ((selected == 0 && !mode.IsConfirmed) || mode.IsDryRun)
            {
                terminal.Error.WriteLine($"{selected} messages {(mode.IsDryRun ? "would be" : "are")} {Done}{Target}.");
                return 0;
            }

            if (!mode.IsConfirmed && !await terminal.ConfirmAsync($"{Verb} {selected} messages of {source.Queue.Name} at {aws.Name}{Target}?", stopping))
                return 1;
        }

        return await ChangeAsync(selected, stopping);
    }

    private async Task<int> ChangeAsync(int selected, CancellationToken stopping)
    {
        using var mover = new DeadLetterMover(aws.Sqs, source, filter, destination, mode.Rate);
        var hidden = Needed(selected);
        if (hidden > visibility)
            await terminal.Error.WriteLineAsync($"At this rate, messages that are not selected may be hidden for up to {hidden.TotalSeconds:0} s.");
        var reader = new DeadLetterReader(aws.Sqs, source.Queue, hidden, aws.Time)
        {
            EndsInTime = !filter.IsAll,

            // What a receiver has waits for its turn, and is hidden meanwhile.
            Receivers = mode.Rate is { } rate ? rate / 10 : int.MaxValue,
        };
        ReadResult? result = null;
        try
        {
            result = await terminal.ProgressAsync(
                $"{Verb} {source.Queue.Name}", selected, progress => reader.ReadAsync(Counting(mover, progress), new Progress<int>(), stopping));
        }
        finally
        {
            await ReportAsync(mover, result);
        }

        return mover.Failures.Count == 0 && mover.NotDeleted == 0 && IsAllRead(result) ? 0 : 1;
    }

    /// <summary>With a rate, it takes longer to reach the last message; the first that are not selected must stay hidden until then.</summary>
    private TimeSpan Needed(int selected)
    {
        var seconds = mode.Rate is { } rate && !filter.IsAll ? Math.Max(visibility.TotalSeconds, (1.5 * selected / rate) + 10) : visibility.TotalSeconds;
        return TimeSpan.FromSeconds(Math.Min(seconds, 43_200));
    }

    private static Func<IReadOnlyList<ReceivedMessage>, CancellationToken, Task<IReadOnlyList<ReceivedMessage>>> Counting(
        DeadLetterMover mover, IProgress<int> progress) => async (received, cancellationToken) =>
    {
        var left = await mover.MoveAsync(received, cancellationToken);
        progress.Report(mover.Moved);
        return left;
    };

    // A FIFO queue shows the next messages of a group when the first are gone, so all that were not read are somebody else's.
    private bool IsAllRead(ReadResult? result) => result is { IsComplete: true } && result.Messages >= source.Queue.Messages;

    private async Task ReportAsync(DeadLetterMover mover, ReadResult? result)
    {
        if (mode.Json)
        {
            await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(
                new { Queue = source.Queue.Name, To = destination?.Name, Messages = mover.Moved, mover.NotDeleted, mover.Failures, IsComplete = IsAllRead(result) },
                Json.Readable));
        }
        else
            terminal.Output.WriteLine($"{source.Queue.Name}: {mover.Moved} messages {Done}{Target}.");

        foreach (var (reason, count) in mover.Failures)
            terminal.Error.WriteLine($"{count} messages stay in {source.Queue.Name}: {reason}");
        if (mover.NotDeleted > 0)
            terminal.Error.WriteLine($"{mover.NotDeleted} messages could not be deleted from {source.Queue.Name}: repeat the command.");
        if (result is not null && !IsAllRead(result))
            terminal.Error.WriteLine($"{ExaminedQueue.Unread(source.Queue, result)} Repeat the command then.");
        if (result is { Hidden: > 0 })
            terminal.Error.WriteLine($"{result.Hidden} messages stay hidden until the visibility timeout ends.");
    }
}
