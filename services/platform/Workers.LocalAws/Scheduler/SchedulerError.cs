using Microsoft.AspNetCore.Http;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.Scheduler;

/// <summary>The errors of EventBridge Scheduler, with the service's texts.</summary>
internal static class SchedulerError
{
    public static AwsException Validation(string message) => new("ValidationException", message);

    /// <param name="kind">Schedule, or Schedule group.</param>
    /// <param name="name">Its name.</param>
    public static AwsException NotFound(string kind, string name) =>
        new("ResourceNotFoundException", $"{kind} {name} does not exist.", status: StatusCodes.Status404NotFound);

    public static AwsException Conflict(string name) =>
        new("ConflictException", $"Schedule {name} already exists.", status: StatusCodes.Status409Conflict);

    public static AwsException Throttled() => new("ThrottlingException", "Rate exceeded", status: StatusCodes.Status429TooManyRequests);
}
