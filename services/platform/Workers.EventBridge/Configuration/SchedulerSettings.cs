namespace Workers.EventBridge.Configuration;

/// <summary>How messages are scheduled with EventBridge Scheduler.</summary>
/// <param name="RoleArn">The role that EventBridge Scheduler assumes to send them.</param>
/// <param name="Group">The group of the schedules.</param>
internal sealed record SchedulerSettings(string RoleArn, string Group);
