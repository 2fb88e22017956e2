using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Workers.Aspire;

/// <summary>Marks a resource to be restarted when its process ends.</summary>
internal sealed class RestartAnnotation : IResourceAnnotation;

/// <summary>Restarts marked resources.</summary>
internal sealed partial class RestartService(
    ResourceNotificationService resources, ResourceCommandService commands, ResourceLoggerService loggers, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Run> _runs = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var change in resources.WatchAsync(stoppingToken))
            {
                if (change.Resource.TryGetLastAnnotation<RestartAnnotation>(out _))
                    Follow(change, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app host is stopping: nothing to restart.
        }
    }

    private void Follow(ResourceEvent change, CancellationToken stopping)
    {
        if (!_runs.TryGetValue(change.ResourceId, out var run))
            _runs[change.ResourceId] = run = new Run();
        var state = change.Snapshot.State?.Text;
        if (state == run.State)
            return;

        run.State = state;
        if (state == KnownResourceStates.Stopping)
        {
            run.IsWanted = false;
        }
        else if (state == KnownResourceStates.Running)
        {
            (run.IsWanted, run.StartedAt) = (true, clock.GetTimestamp());
        }
        else if (run.IsWanted && KnownResourceStates.TerminalStates.Contains(state))
        {
            run.IsWanted = false;
            _ = StartAgainAsync(change, run, stopping);
        }
    }

    // Not within the notification: the start would wait for it.
    private async Task StartAgainAsync(ResourceEvent ended, Run run, CancellationToken stopping)
    {
        var logger = loggers.GetLogger(ended.ResourceId);
        var exitCode = ended.Snapshot.ExitCode ?? -1;
        if (exitCode == RestartExtensions.InvalidSettingsExitCode)
        {
            LogWrongSettings(logger);
            return;
        }

        run.Failures = clock.GetElapsedTime(run.StartedAt) < Steady ? run.Failures + 1 : 0;
        var delay = FirstDelay * Math.Pow(2, Math.Min(run.Failures, 10));
        delay = delay < LongestDelay ? delay : LongestDelay;
        LogEnded(logger, exitCode, delay.TotalSeconds);
        await Task.Delay(delay, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stopping.IsCancellationRequested && KnownResourceStates.TerminalStates.Contains(run.State))
            await commands.ExecuteCommandAsync(ended.ResourceId, KnownResourceCommands.StartCommand, stopping);
    }

    [LoggerMessage(LogLevel.Warning, "The process ended with exit code {ExitCode} and will be restarted in {Seconds} s")]
    private static partial void LogEnded(ILogger logger, int exitCode, double seconds);

    [LoggerMessage(LogLevel.Error, "The process ended with exit code 2: its settings are wrong, see the error above. It is not restarted")]
    private static partial void LogWrongSettings(ILogger logger);

    private sealed class Run
    {
        public string? State { get; set; }

        public bool IsWanted { get; set; }

        public long StartedAt { get; set; }

        public int Failures { get; set; }
    }
}
