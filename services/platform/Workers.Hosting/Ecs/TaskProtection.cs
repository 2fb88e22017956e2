using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Ecs;

/// <summary>
/// Prevents ECS from stopping this task, in a scale-in or deployment, while a message takes long, with task scale-in protection (Amazon ECS
/// Developer Guide, "Task scale-in protection endpoint"). Quick messages need no protection: a stop waits for them. Overlapping long
/// messages would protect the task without end, so it drains from time to time, and is unprotected for a while.
/// </summary>
internal sealed partial class TaskProtection(
    RunningHandlers handlers,
    ReceivePause pause,
    TaskProtectionOptions options,
    HttpClient agent,
    TimeProvider time,
    ILogger<TaskProtection> logger) : BackgroundService
{
    /// <summary>The environment variable in which ECS passes the address of its agent to a container.</summary>
    public const string AgentVariable = "ECS_AGENT_URI";

    private const string State = "task-protection/v1/state";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // The guide does not say how soon ECS stops an unprotected task: its scheduler needs some seconds.
    private static readonly TimeSpan UnprotectedTime = TimeSpan.FromSeconds(30);

    private long? _protectedSince;
    private long? _renewedAt;
    private long? _drainedAt;
    private bool _isDraining;
    private bool _hasWarned;

    /// <summary>The agent's endpoint for task protection.</summary>
    public static Uri AgentAt(string agentUri) => new(agentUri.TrimEnd('/') + "/");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await AdjustAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The stop ends the protection.
        }
    }

    /// <summary>Stopped after the bus: no message is running any more.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_renewedAt is not null)
            await SetAsync(isProtected: false, cancellationToken);
    }

    /// <summary>Checks the running messages, and updates the protection accordingly. Called every second.</summary>
    internal async Task AdjustAsync(CancellationToken cancellationToken)
    {
        if (_drainedAt is { } drained)
        {
            if (time.GetElapsedTime(drained) < UnprotectedTime)
                return;
            _drainedAt = null;
            pause.Resume();
        }

        if (!_isDraining && _protectedSince is { } since && time.GetElapsedTime(since) >= options.MaxDuration)
        {
            _isDraining = true;
            pause.Pause();
            LogDraining(logger, options.MaxDuration);
        }

        var isNeeded = _isDraining ? handlers.Any : handlers.Longest >= options.After;

        // Renewed at half of its time, so that one failure of the agent does no harm.
        if (isNeeded && (_renewedAt is not { } renewed || time.GetElapsedTime(renewed) >= options.Expiry / 2))
            await SetAsync(isProtected: true, cancellationToken);
        else if (!isNeeded && _renewedAt is not null)
            await SetAsync(isProtected: false, cancellationToken);
        if (_isDraining && !isNeeded)
            EndDrain();
    }

    /// <summary>Also called if the agent refused: receiving must not wait for it, and an unrenewed protection expires.</summary>
    private void EndDrain()
    {
        _isDraining = false;
        _drainedAt = time.GetTimestamp();
        _protectedSince = _renewedAt is null ? null : _drainedAt;
    }

    private async Task SetAsync(bool isProtected, CancellationToken cancellationToken)
    {
        var state = new JsonObject { ["ProtectionEnabled"] = isProtected };
        if (isProtected)
            state["ExpiresInMinutes"] = (int)Math.Ceiling(options.Expiry.TotalMinutes);
        try
        {
            using var unseen = SuppressInstrumentationScope.Begin();
            using var answer = await agent.PutAsJsonAsync(State, state, cancellationToken);
            var said = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (!answer.IsSuccessStatusCode || JsonNode.Parse(said)?["protection"]?["ProtectionEnabled"]?.GetValue<bool>() != isProtected)
                throw new HttpRequestException($"{(int)answer.StatusCode}: {said}");
            _renewedAt = isProtected ? time.GetTimestamp() : null;
            _protectedSince = isProtected ? _protectedSince ?? _renewedAt : null;
            _hasWarned = false;
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException or JsonException or InvalidOperationException)
        {
            Warn(error);
        }
        catch (TaskCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            Warn(error);
        }
    }

    private void Warn(Exception error)
    {
        if (!_hasWarned)
            LogRefused(logger, agent.BaseAddress, error.Message);
        _hasWarned = true;
    }

    [LoggerMessage(
        LogLevel.Information,
        "This task has been protected for {MaxDuration}: it stops receiving until its messages in flight are finished, and is unprotected for a "
        + "while, so that a deployment can finish")]
    private static partial void LogDraining(ILogger logger, TimeSpan maxDuration);

    [LoggerMessage(
        LogLevel.Warning,
        "The ECS agent at {Agent} did not change the protection of this task; a long message may be interrupted when the service scales in, "
        + "and is then handled again. The task role needs ecs:UpdateTaskProtection. {Reason}")]
    private static partial void LogRefused(ILogger logger, Uri? agent, string reason);
}
