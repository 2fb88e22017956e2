using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge;

/// <summary>The errors of EventBridge, with the service's texts.</summary>
internal static class EventBridgeError
{
    public static AwsException Validation(string message) => new("ValidationException", message);

    public static AwsException BusNotFound(string bus) => NotFound("Event bus", bus);

    public static AwsException RuleNotFound(string rule, string bus) =>
        new("ResourceNotFoundException", $"Rule {rule} does not exist on EventBus {bus}.");

    public static AwsException ResourceNotFound(string arn) => new("ResourceNotFoundException", $"Resource {arn} does not exist.");

    /// <param name="kind">Event bus, Archive or Replay.</param>
    /// <param name="name">Its name.</param>
    public static AwsException Exists(string kind, string name) => new("ResourceAlreadyExistsException", $"{kind} {name} already exists.");

    /// <inheritdoc cref="Exists"/>
    public static AwsException NotFound(string kind, string name) => new("ResourceNotFoundException", $"{kind} {name} does not exist.");

    public static AwsException InvalidPattern(string reason) =>
        new("InvalidEventPatternException", $"Event pattern is not valid. Reason: {reason}");

    public static AwsException Throttled() => new("ThrottlingException", "Rate exceeded");

    // Recorded answer.
    public static AwsException StatementNotFound() =>
        new("ResourceNotFoundException", "Statement with the provided id does not exist.");

    public static AwsException PolicyTooLong(int maximum) =>
        new("PolicyLengthExceededException", $"The policy of the event bus is longer than {maximum} characters.");

    public static AwsException IllegalStatus(string message) => new("IllegalStatusException", message);

    public static AwsException LimitExceeded(string message = "The requested resource exceeds the maximum number allowed.") =>
        new("LimitExceededException", message);
}
