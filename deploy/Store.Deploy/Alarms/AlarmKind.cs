namespace Store.Deploy.Alarms;

/// <summary>The urgency of an alarm; each has its own SNS topic.</summary>
internal enum Severity
{
    /// <summary>Act now: events are not processed or are about to be lost, or customers get errors.</summary>
    Page,

    /// <summary>Act in working hours: nothing is lost until then.</summary>
    Ticket,
}

/// <summary>A kind of alarm.</summary>
/// <param name="Severity">Its urgency.</param>
/// <param name="Section">Heading of its section in deploy/docs/runbook.md.</param>
internal sealed record AlarmKind(Severity Severity, string Section)
{
    public static readonly AlarmKind OldMessage = new(Severity.Page, "Old message");
    public static readonly AlarmKind Expiry = new(Severity.Page, "Messages near their expiry");
    public static readonly AlarmKind DeadLetters = new(Severity.Ticket, "Dead-lettered messages");
    public static readonly AlarmKind FailingVersion = new(Severity.Ticket, "Failing version");
    public static readonly AlarmKind Undelivered = new(Severity.Page, "Undelivered events");
    public static readonly AlarmKind ThrottledRule = new(Severity.Ticket, "Throttled rule");
    public static readonly AlarmKind MissingTasks = new(Severity.Page, "Missing tasks");
    public static readonly AlarmKind PublishFailures = new(Severity.Ticket, "Publish failures");
    public static readonly AlarmKind OldOutbox = new(Severity.Page, "Old events in the outbox");
    public static readonly AlarmKind RefusedEvents = new(Severity.Ticket, "Refused events");
    public static readonly AlarmKind OpenCircuit = new(Severity.Page, "Open circuit");
    public static readonly AlarmKind MissingTelemetry = new(Severity.Ticket, "Missing telemetry");
    public static readonly AlarmKind DatabaseLoad = new(Severity.Ticket, "Database load");
    public static readonly AlarmKind DatabaseConnections = new(Severity.Page, "Database connections");
    public static readonly AlarmKind DatabaseStorage = new(Severity.Page, "Database storage");
    public static readonly AlarmKind ServerErrors = new(Severity.Page, "Server errors");
    public static readonly AlarmKind UnhealthyTargets = new(Severity.Ticket, "Unhealthy targets");
    public static readonly AlarmKind SlowRequests = new(Severity.Ticket, "Slow requests");

    /// <summary>The section's anchor, as GitHub makes it.</summary>
    public string Anchor => Section.ToLowerInvariant().Replace(' ', '-');
}
