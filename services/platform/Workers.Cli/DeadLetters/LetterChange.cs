using System.Text.Json;
using Spectre.Console;
using Workers.Cli.Connections;
using Workers.Cli.Terminals;

namespace Workers.Cli.DeadLetters;

/// <summary>Redrives or deletes messages, after it has said what and asked.</summary>
/// <param name="aws">The connection.</param>
/// <param name="letters">The dead-letter queue.</param>
/// <param name="filter">The selected messages.</param>
/// <param name="destination">The queue to send to; null to delete.</param>
/// <param name="mode">How.</param>
/// <param name="visibility">For how long received messages are hidden.</param>
/// <param name="terminal">The terminal.</param>
internal sealed class LetterChange(
    AwsConnection aws, LetterQueue letters, DeadLetterFilter filter, LetterDestination? destination, ChangeMode mode, TimeSpan visibility, Terminal terminal)
{
    private string Verb => destination is null ? "Delete" : "Redrive";

    private string Done => destination is null ? "deleted" : "redriven";

    private string Target => destination is null ? "" : $" to {destination.Name}";

    /// <returns>The exit code: 1 if a selected message could not be moved.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        var selected = letters.Queue.Messages;
        if (mode.IsDryRun || !mode.IsConfirmed)
        {
            var examined = await ExaminedQueue.ReadAsync(aws, letters, filter, path: null, visibility, terminal, stopping);
            selected = examined.Groups.Selected;
            if (mode is { IsDryRun: true, Json: true })
                await terminal.Output.WriteLineAsync(GroupReport.Json(aws, [examined], path: null));
            else
                GroupReport.Write(terminal, aws, [examined], path: null);
            if (selected == 0 || mode.IsDryRun)
            {
                terminal.Messages.WriteLine($"{selected} messages {(mode.IsDryRun ? "would be" : "are")} {Done}{Target}.");
                return 0;
            }

            if (!await terminal.ConfirmAsync($"{Verb} {selected} messages of {letters.Queue.Name} at {aws.Name}{Target}?", stopping))
                return 1;
        }

        return await ChangeAsync(selected, stopping);
    }

    private async Task<int> ChangeAsync(int selected, CancellationToken stopping)
    {
        using var mover = new DeadLetterMover(aws.Sqs, letters, filter, destination, mode.Rate);
        var reader = new DeadLetterReader(aws.Sqs, letters.Queue, Needed(selected), TimeProvider.System);
        ReadResult? result = null;
        try
        {
            result = await terminal.ProgressAsync(
                $"{Verb} {letters.Queue.Name}", selected, progress => reader.ReadAsync(Counting(mover, progress), new Progress<int>(), stopping));
        }
        finally
        {
            await ReportAsync(mover, result);
        }

        return mover.Failures.Count == 0 && mover.NotDeleted == 0 && result.IsComplete ? 0 : 1;
    }

    /// <summary>With a rate, it takes longer to reach the last message; the first that are not selected must stay hidden until then.</summary>
    private TimeSpan Needed(int selected)
    {
        var seconds = mode.Rate is { } rate ? Math.Max(visibility.TotalSeconds, (1.5 * selected / rate) + 10) : visibility.TotalSeconds;
        return TimeSpan.FromSeconds(Math.Min(seconds, 43_200));
    }

    private static Func<IReadOnlyList<ReceivedLetter>, CancellationToken, Task<IReadOnlyList<ReceivedLetter>>> Counting(
        DeadLetterMover mover, IProgress<int> progress) => async (received, cancellationToken) =>
    {
        var left = await mover.MoveAsync(received, cancellationToken);
        progress.Report(mover.Moved);
        return left;
    };

    private async Task ReportAsync(DeadLetterMover mover, ReadResult? result)
    {
        if (mode.Json)
        {
            await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(
                new { Queue = letters.Queue.Name, To = destination?.Name, Messages = mover.Moved, mover.NotDeleted, mover.Failures, IsComplete = result?.IsComplete ?? false },
                Json.Readable));
        }
        else
            terminal.Results.WriteLine($"{letters.Queue.Name}: {mover.Moved} messages {Done}{Target}.");

        foreach (var (reason, count) in mover.Failures)
            terminal.Messages.WriteLine($"{count} messages stay in {letters.Queue.Name}: {reason}");
        if (mover.NotDeleted > 0)
            terminal.Messages.WriteLine($"{mover.NotDeleted} messages could not be deleted from {letters.Queue.Name}: repeat the command.");
        if (result is { IsComplete: false })
            terminal.Messages.WriteLine($"Not all messages were reached in time: repeat the command, or raise --visibility-timeout.");
        if (result is { Hidden: > 0 })
            terminal.Messages.WriteLine($"{result.Hidden} messages stay hidden until the visibility timeout ends.");
    }
}
