using System.Text.Json;
using Workers.LocalAws.Http;
using Workers.LocalAws.Scheduler;

namespace Workers.LocalAws.Storage;

/// <summary>The file with the schedules.</summary>
internal sealed class ScheduleState(LocalAwsOptions options, ScheduleStore schedules, ScheduleInvoker invoker)
{
    private readonly ScheduleReader _reader = new(options);

    public IStateFile File(DataDirectory directory) => new StateFile<SavedSchedule[]>(
        directory,
        "schedules.json",
        options,
        schedules.Changes,
        copy: () => [.. schedules.All.Select(schedule => schedule.Copy())],
        restore: saved => Array.ForEach(saved, Restore));

    private void Restore(SavedSchedule saved) => schedules.Restore(
        saved,
        new ScheduleSettings
        {
            Expression = ScheduleReader.ParseExpression(saved.Expression, saved.TimeZone),
            TimeZone = saved.TimeZone,
            Target = _reader.ReadTarget(new AwsInput(saved.Target)),
            FlexibleTimeWindow = saved.FlexibleTimeWindow,
            State = saved.State,
            ActionAfterCompletion = saved.ActionAfterCompletion,
            Description = saved.Description,
            KmsKeyArn = saved.KmsKeyArn,
            StartDate = saved.StartDate,
            EndDate = saved.EndDate,
        },
        invoker.Invoke);
}

/// <summary>A schedule in a snapshot. See <see cref="ScheduleSettings"/>.</summary>
internal sealed record SavedSchedule
{
    public required string Name { get; init; }

    public string? ClientToken { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>When it runs next; null if it has ended.</summary>
    public DateTimeOffset? Next { get; init; }

    public required string Expression { get; init; }

    public required string TimeZone { get; init; }

    /// <summary>The client's definition.</summary>
    public required JsonElement Target { get; init; }

    public required JsonElement FlexibleTimeWindow { get; init; }

    public required string State { get; init; }

    public required string ActionAfterCompletion { get; init; }

    public string? Description { get; init; }

    public string? KmsKeyArn { get; init; }

    public DateTimeOffset? StartDate { get; init; }

    public DateTimeOffset? EndDate { get; init; }
}
