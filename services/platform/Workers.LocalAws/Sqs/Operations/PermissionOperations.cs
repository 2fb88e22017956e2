using System.Collections.Frozen;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Operations;

/// <summary>AddPermission and RemovePermission, which edit the policy of a queue.</summary>
internal sealed class PermissionOperations(QueueStore queues)
{
    private const string Policy = "Policy";

    // Source: the API reference of AddPermission.
    private const int MaximumActions = 7;
    private const int MaximumLabelLength = 80;

    private static readonly FrozenSet<string> Shared = FrozenSet.Create(
        StringComparer.Ordinal,
        "*",
        "ChangeMessageVisibility",
        "DeleteMessage",
        "GetQueueAttributes",
        "GetQueueUrl",
        "ListDeadLetterSourceQueues",
        "PurgeQueue",
        "ReceiveMessage",
        "SendMessage");

    // Source: the developer guide, "Limitations of Amazon SQS custom policies".
    private static readonly FrozenSet<string> OwnerOnly = FrozenSet.Create(
        StringComparer.Ordinal,
        "AddPermission",
        "CancelMessageMoveTask",
        "CreateQueue",
        "DeleteQueue",
        "ListMessageMoveTasks",
        "ListQueues",
        "ListQueueTags",
        "RemovePermission",
        "SetQueueAttributes",
        "StartMessageMoveTask",
        "TagQueue",
        "UntagQueue");

    public ValueTask Add(AwsCall call)
    {
        var queue = call.Queue(queues);
        var label = ReadLabel(call.Input);
        var actions = call.Input.Texts("Actions") is { Count: > 0 } given ? given : throw SqsError.MissingParameter("Actions");
        CheckActions(actions);
        var accounts = call.Input.Texts("AWSAccountIds") ?? [];
        if (accounts.Count == 0 || accounts.Exists(account => account.Length != 12 || !account.All(char.IsAsciiDigit)))
            throw SqsError.InvalidParameter("PrincipalId", $"[{string.Join(", ", accounts)}]", "Unable to verify.");

        queue.Change(settings => settings.With(new Dictionary<string, string>
        {
            [Policy] = QueuePolicy.Add(settings.Values.GetValueOrDefault(Policy), queue.Arn, label, accounts, actions),
        }));
        return default;
    }

    public ValueTask Remove(AwsCall call)
    {
        var queue = call.Queue(queues);
        var label = ReadLabel(call.Input);
        queue.Change(settings => settings.With(new Dictionary<string, string>
        {
            [Policy] = QueuePolicy.Remove(settings.Values.GetValueOrDefault(Policy), label),
        }));
        return default;
    }

    private static string ReadLabel(AwsInput input)
    {
        var label = input.Required("Label");
        return label.Length <= MaximumLabelLength && label.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            ? label
            : throw SqsError.InvalidParameter(
                "Label", label, "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.");
    }

    private static void CheckActions(List<string> actions)
    {
        if (actions.Count > MaximumActions)
            throw SqsError.OverLimit($"{actions.Count} Actions were found, maximum allowed is {MaximumActions}.");
        foreach (var action in actions.Where(action => !Shared.Contains(action)))
        {
            throw SqsError.InvalidParameter("ActionName", $"SQS:{action}", OwnerOnly.Contains(action)
                ? "Only the queue owner is allowed to invoke this action."
                : "Please refer to the appropriate WSDL for a list of valid actions.");
        }
    }
}
