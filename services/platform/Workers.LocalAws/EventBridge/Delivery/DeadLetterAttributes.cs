using System.Text;
using Workers.LocalAws.Sqs.Messages;

namespace Workers.LocalAws.EventBridge.Delivery;

/// <summary>
/// The message attributes of what a target did not accept. Sources: the EventBridge user guide, "Using dead-letter queues", and the EventBridge
/// Scheduler user guide, "Configuring a dead-letter queue".
/// </summary>
internal static class DeadLetterAttributes
{
    /// <param name="code">AWS's code, such as <c>NO_RESOURCE</c>.</param>
    /// <param name="message">The reason.</param>
    /// <param name="sender">Name and ARN of the rule or schedule: <c>RULE_ARN</c> or <c>SCHEDULE_ARN</c>.</param>
    /// <param name="targetArn">The ARN of the target.</param>
    public static IReadOnlyList<MessageAttribute> Create(string code, string message, (string Name, string Arn) sender, string targetArn) =>
    [
        Text("ERROR_CODE", code),
        Text("ERROR_MESSAGE", message),
        Text("EXHAUSTED_RETRY_CONDITION", "MaximumRetryAttempts"),
        Text("RETRY_ATTEMPTS", "0"),
        Text(sender.Name, sender.Arn),
        Text("TARGET_ARN", targetArn),
    ];

    private static MessageAttribute Text(string name, string value) => new(name, "String", Encoding.UTF8.GetBytes(value));
}
