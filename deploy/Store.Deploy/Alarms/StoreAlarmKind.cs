using Workers.Deploy;

namespace Store.Deploy.Alarms;

/// <summary>The kinds of alarms of this app, besides those of <see cref="AlarmKind"/>. The sections are those of deploy/docs/runbook.md.</summary>
internal static class StoreAlarmKind
{
    public static readonly AlarmKind PublishFailures = new(AlarmSeverity.Ticket, "Publish failures");
    public static readonly AlarmKind OldOutbox = new(AlarmSeverity.Page, "Old events in the outbox");
    public static readonly AlarmKind RefusedEvents = new(AlarmSeverity.Ticket, "Refused events");
    public static readonly AlarmKind OpenCircuit = new(AlarmSeverity.Page, "Open circuit");
    public static readonly AlarmKind MissingTelemetry = new(AlarmSeverity.Ticket, "Missing telemetry");
    public static readonly AlarmKind DatabaseLoad = new(AlarmSeverity.Ticket, "Database load");
    public static readonly AlarmKind DatabaseConnections = new(AlarmSeverity.Page, "Database connections");
    public static readonly AlarmKind DatabaseStorage = new(AlarmSeverity.Page, "Database storage");
    public static readonly AlarmKind ServerErrors = new(AlarmSeverity.Page, "Server errors");
    public static readonly AlarmKind UnhealthyTargets = new(AlarmSeverity.Ticket, "Unhealthy targets");
    public static readonly AlarmKind SlowRequests = new(AlarmSeverity.Ticket, "Slow requests");
}
