using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge;

/// <summary>The errors of EventBridge, with the service's texts.</summary>
internal static class EventBridgeError
{
    public static AwsException Validation(string message) => new("ValidationException", message);

    public static AwsException BusNotFound(string bus) => new("ResourceNotFoundException", $"Event bus {bus} does not exist.");

    public static AwsException RuleNotFound(string rule, string bus) =>
        new("ResourceNotFoundException", $"Rule {rule} does not exist on EventBus {bus}.");

    public static AwsException ResourceNotFound(string arn) => new("ResourceNotFoundException", $"Resource {arn} does not exist.");

    public static AwsException BusExists(string bus) => new("ResourceAlreadyExistsException", $"Event bus {bus} already exists.");

    public static AwsException InvalidPattern(string reason) =>
        new("InvalidEventPatternException", $"Event pattern is not valid. Reason: {reason}");

    public static AwsException Throttled() => new("ThrottlingException", "Rate exceeded");

    public static AwsException LimitExceeded(string message) => new("LimitExceededException", message);
}
