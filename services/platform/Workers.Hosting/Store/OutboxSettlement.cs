using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Store;

/// <summary>
/// Stores the results of publications, in one transaction for those that end at about the same time: published rows are deleted, failed
/// rows wait for their next attempt, and rows that EventBridge refuses repeatedly are kept with the reason.
/// </summary>
internal sealed partial class OutboxSettlement(
    CommittedEvents queue, StoreOptions options, DatabaseClock clock, ILogger<OutboxSettlement> logger)
{
    private const int MaxRefusalLength = 1000;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    public async Task SettleAsync(
        DbContext db, IReadOnlyList<OutboxPublication> publications, CancellationToken cancellationToken)
    {
        var own = publications.Where(publication => !publication.IsLost).ToList();
        if (own.Count == 0)
            return;

        var failed = own.Where(publication => publication.Error is not (null or OperationCanceledException)).ToList();
        var refused = failed.Where(publication => IsRefused(publication)).ToList();
        await db.BeginAsync(cancellationToken);
        await db.DeleteAsync(queue.Owner, Sequences(own.Where(publication => publication.Error is null)), cancellationToken);
        if (Sequences(own.Where(publication => publication.Error is OperationCanceledException)) is { Count: > 0 } unsent)
            await db.ReleaseAsync(queue.Owner, unsent, cancellationToken);
        foreach (var publication in refused)
            await db.RefuseAsync(queue.Owner, publication.Entry, Refusal(publication), clock.UtcTicks, cancellationToken);
        foreach (var publication in failed.Except(refused))
            await db.PostponeAsync(queue.Owner, publication.Entry, clock.UtcTicks + Pause(publication).Ticks, cancellationToken);
        await StoreSession.Of(db).CommitStatementsAsync(cancellationToken);
        Report(failed, refused);
    }

    private static List<long> Sequences(IEnumerable<OutboxPublication> publications) =>
        [.. publications.Select(publication => publication.Entry.Sequence)];

    private bool IsRefused(OutboxPublication publication) =>
        publication.Error is EventPublishException { IsTransient: false } && publication.Entry.Failures + 1 >= options.OutboxAttempts;

    private static TimeSpan Pause(OutboxPublication publication) =>
        TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(publication.Entry.Failures, 10))));

    private static string Refusal(OutboxPublication publication)
    {
        var reason = publication.Error!.Describe();
        return reason.Length > MaxRefusalLength ? reason[..MaxRefusalLength] : reason;
    }

    private void Report(List<OutboxPublication> failed, List<OutboxPublication> refused)
    {
        foreach (var publication in refused)
            LogRefused(
                logger, publication.Entry.DetailType, publication.Entry.EventId, publication.Entry.Failures + 1, Refusal(publication));
        if (failed.Count > refused.Count)
        {
            var latest = failed.Except(refused).Last();
            LogPostponed(logger, failed.Count - refused.Count, latest.Entry.DetailType, latest.Entry.EventId, latest.Error!.Describe());
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "{DetailType} {Event} was refused at all of {Attempts} attempts and is kept in the outbox. Fix the cause, then run the program with "
        + "--publish-refused. {Reason}")]
    private static partial void LogRefused(ILogger logger, string detailType, Guid @event, int attempts, string reason);

    [LoggerMessage(
        LogLevel.Warning,
        "{Count} events could not be published; they stay in the outbox and are retried. The latest is {DetailType} {Event}: {Reason}")]
    private static partial void LogPostponed(ILogger logger, int count, string detailType, Guid @event, string reason);
}
