namespace Workers.Deploy;

/// <summary>The urgency of an alarm; each has its own SNS topic.</summary>
public enum AlarmSeverity
{
    /// <summary>Act now: events are not processed or are about to be lost, or customers get errors.</summary>
    Page,

    /// <summary>Act in working hours: nothing is lost until then.</summary>
    Ticket,
}

/// <summary>A kind of alarm.</summary>
/// <param name="Severity">Its urgency.</param>
/// <param name="Section">Heading of its section in the runbook.</param>
public sealed record AlarmKind(AlarmSeverity Severity, string Section)
{
    /// <summary>The oldest message of a queue has waited for too long.</summary>
    public static AlarmKind OldMessage { get; } = new(AlarmSeverity.Page, "Old message");

    /// <summary>Messages have waited for half of their queue's retention.</summary>
    public static AlarmKind Expiry { get; } = new(AlarmSeverity.Page, "Messages near their expiry");

    /// <summary>A worker has dead-lettered messages.</summary>
    public static AlarmKind DeadLetters { get; } = new(AlarmSeverity.Ticket, "Dead-lettered messages");

    /// <summary>A worker dead-letters a large share of its messages; during a deployment, ECS rolls it back.</summary>
    public static AlarmKind FailingVersion { get; } = new(AlarmSeverity.Ticket, "Failing version");

    /// <summary>EventBridge could not deliver events to a queue.</summary>
    public static AlarmKind Undelivered { get; } = new(AlarmSeverity.Page, "Undelivered events");

    /// <summary>EventBridge throttles a rule.</summary>
    public static AlarmKind ThrottledRule { get; } = new(AlarmSeverity.Ticket, "Throttled rule");

    /// <summary>Fewer tasks than desired are running.</summary>
    public static AlarmKind MissingTasks { get; } = new(AlarmSeverity.Page, "Missing tasks");

    /// <summary>The section's anchor, as GitHub makes it.</summary>
    public string Anchor => Section.ToLowerInvariant().Replace(' ', '-');
}
