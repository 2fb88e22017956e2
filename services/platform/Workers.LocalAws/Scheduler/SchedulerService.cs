using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.Scheduler;

/// <summary>EventBridge Scheduler over REST JSON.</summary>
internal static class SchedulerService
{
    public static AwsService Create(ScheduleStore schedules, ScheduleInvoker invoker, LocalAwsOptions options)
    {
        var operations = new ScheduleOperations(schedules, new ScheduleReader(options), invoker);
        return new AwsService("scheduler", "AWSScheduler", AwsErrors.RestJson, new Dictionary<string, AwsOperation>
        {
            ["CreateSchedule"] = operations.Create,
            ["UpdateSchedule"] = operations.Update,
            ["GetSchedule"] = operations.Get,
            ["ListSchedules"] = operations.List,
            ["DeleteSchedule"] = operations.Delete,
        }.ToFrozenDictionary(StringComparer.Ordinal))
        {
            Throttled = SchedulerError.Throttled,
            FindOperation = FindOperation,
        };
    }

    private static string? FindOperation(HttpRequest request) => (request.Method, request.Path.Value?.Split('/')) switch
    {
        ("GET", ["", "schedules"]) => "ListSchedules",
        ("POST", ["", "schedules", { Length: > 0 }]) => "CreateSchedule",
        ("PUT", ["", "schedules", { Length: > 0 }]) => "UpdateSchedule",
        ("GET", ["", "schedules", { Length: > 0 }]) => "GetSchedule",
        ("DELETE", ["", "schedules", { Length: > 0 }]) => "DeleteSchedule",
        _ => null,
    };
}
