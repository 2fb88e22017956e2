using System.Diagnostics;
using Soak.Killing;
using Soak.Publishing;
using Soak.Report;
using Soak.Stand;
using Soak.Storing;
using Workers.Testing;

namespace Soak;

/// <summary>
/// Publishes, has workers handle and kills them, all at once and with every fault on, until each event is handled; then, without
/// faults, waits for the queue to be empty, stops the workers and compares.
/// </summary>
internal sealed class SoakRun(SoakOptions options, SoakFolder folder, IProgress<SoakProgress> progress)
{
    /// <summary>Without any progress for so long, what is missing counts as lost: it is six visibility timeouts.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly ITally _tally = folder.ConnectionStringOf(options.Store) is { } connection
        ? new StoreTally(connection, options.Messages)
        : new Tally(folder, options.Messages);

    public async Task<SoakResult> RunAsync(CancellationToken stopping)
    {
        await using var aws = await LocalAwsProcess.StartAsync(folder.LogOf("localaws"), stopping);
        using var queue = await SoakQueue.CreateAsync(aws, stopping);
        await aws.SetFaultsAsync(options.Faults, options.Seed, stopping);

        var started = Stopwatch.GetTimestamp();
        await using var publisher = await Publisher.StartAsync(aws, stopping);
        using var fleet = Fleet.Start(options, folder, aws.Endpoint);
        await SoakAsync(publisher, fleet, stopping);

        await aws.EndFaultsAsync(stopping);
        await UntilAsync(
            async () => (Report(publisher, fleet), Depth: await queue.DepthAsync(stopping)),
            now => _tally.IsComplete && now.Depth is (0, 0),
            stopping);
        await fleet.StopAsync(stopping);
        _tally.Read(now: true);
        return await ResultAsync(aws, queue, publisher, fleet, Stopwatch.GetElapsedTime(started), stopping);
    }

    private async Task SoakAsync(Publisher publisher, Fleet fleet, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var publishing = publisher.PublishAsync(options.Messages, ended.Token);
        var killing = new Killer(fleet, options.KillEvery, options.Seed).KillAsync(options.Kills, ended.Token);
        try
        {
            await UntilAsync(
                async () =>
                {
                    foreach (var failed in new[] { publishing, killing }.Where(task => task.IsFaulted))
                        await failed;
                    return Report(publisher, fleet);
                },
                _ => _tally.IsComplete,
                stopping);
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(publishing, killing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks until it is done, or until what is seen has not changed for as long as patience lasts.</summary>
    private static async Task UntilAsync<T>(Func<Task<T>> look, Func<T, bool> isDone, CancellationToken stopping)
        where T : struct
    {
        T? last = null;
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < Patience;)
        {
            var now = await look();
            if (isDone(now))
                return;
            if (!now.Equals(last))
                (last, since) = (now, Stopwatch.GetTimestamp());
            await Task.Delay(Interval, stopping);
        }
    }

    private (int Published, int Deliveries) Report(Publisher publisher, Fleet fleet)
    {
        fleet.ThrowIfEnded();
        _tally.Read(now: false);
        progress.Report(new SoakProgress(publisher.Published, _tally.Handled, fleet.Kills, fleet.Restarts));
        return (publisher.Published, _tally.Deliveries);
    }

    private async Task<SoakResult> ResultAsync(
        LocalAwsProcess aws, SoakQueue queue, Publisher publisher, Fleet fleet, TimeSpan duration, CancellationToken stopping)
    {
        var (waiting, inFlight) = await queue.DepthAsync(stopping);
        return new SoakResult
        {
            Messages = options.Messages,
            Published = publisher.Published,
            PublishRetries = publisher.Retries,
            Expected = _tally.Expected,
            Handled = _tally.Handled,
            DoublesAreFailures = _tally.CountsDoubles,
            Missing = [.. _tally.Missing.Take(SoakResult.MissingShown)],
            DuplicatedDeliveries = _tally.Deliveries - _tally.Handled,
            InFlight = inFlight,
            Waiting = waiting,
            DeadLettered = await queue.DeadLetteredAsync(stopping),
            Kills = fleet.Kills,
            Restarts = fleet.Restarts,
            Faults = await aws.InjectedFaultsAsync(stopping),
            Seed = options.Seed,
            Seconds = Math.Round(duration.TotalSeconds, 1),
        };
    }
}
