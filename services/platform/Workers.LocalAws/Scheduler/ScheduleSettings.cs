using System.Text.Json;

namespace Workers.LocalAws.Scheduler;

/// <summary>All of a schedule that CreateSchedule and UpdateSchedule set.</summary>
internal sealed record ScheduleSettings
{
    public required ScheduleExpression Expression { get; init; }

    public required string TimeZone { get; init; }

    public required ScheduleTarget Target { get; init; }

    public required JsonElement FlexibleTimeWindow { get; init; }

    public required string State { get; init; }

    public required string ActionAfterCompletion { get; init; }

    public string? Description { get; init; }

    public string? KmsKeyArn { get; init; }

    public DateTimeOffset? StartDate { get; init; }

    public DateTimeOffset? EndDate { get; init; }
}

/// <summary>The target of a schedule.</summary>
/// <param name="Arn">The queue or the bus.</param>
/// <param name="IsBus">Whether it is a bus.</param>
/// <param name="Input">The body of the message, or the detail of the event.</param>
/// <param name="Source">The source of the event, for a bus.</param>
/// <param name="DetailType">The type of the event, for a bus.</param>
/// <param name="GroupId">The message group, for a queue.</param>
/// <param name="DeadLetterArn">The queue for what the target did not accept.</param>
/// <param name="Definition">The client's complete definition, for responses.</param>
internal sealed record ScheduleTarget(
    string Arn,
    bool IsBus,
    string? Input,
    string? Source,
    string? DetailType,
    string? GroupId,
    string? DeadLetterArn,
    JsonElement Definition);
