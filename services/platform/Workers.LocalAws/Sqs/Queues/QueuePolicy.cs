using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workers.LocalAws.Sqs.Queues;

/// <summary>
/// The access policy of a queue, with a statement for each permission, as AddPermission of AWS writes it. It is stored, not enforced.
/// </summary>
internal static class QueuePolicy
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool IsValid(string policy)
    {
        try
        {
            return JsonNode.Parse(policy, documentOptions: Strict) is JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Adds a statement.</summary>
    /// <param name="policy">The policy, or null.</param>
    /// <param name="queueArn">The queue.</param>
    /// <param name="label">The id of the statement.</param>
    /// <param name="accountIds">The accounts that get the permission.</param>
    /// <param name="actions">The permitted actions, without a prefix.</param>
    /// <exception cref="Http.AwsException">The policy has a statement with this id.</exception>
    public static string Add(
        string? policy, string queueArn, string label, IReadOnlyList<string> accountIds, IReadOnlyList<string> actions)
    {
        var document = policy is null
            ? new JsonObject { ["Version"] = "2008-10-17", ["Id"] = $"{queueArn}/SQSDefaultPolicy" }
            : JsonNode.Parse(policy)!.AsObject();
        var statements = StatementsOf(document);
        if (statements.Any(statement => HasId(statement, label)))
            throw SqsError.InvalidParameter("Label", label, "Already exists.");

        statements.Add((JsonNode)new JsonObject
        {
            ["Sid"] = label,
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["AWS"] = OneOrMany(accountIds.Select(account => $"arn:aws:iam::{account}:root")) },
            ["Action"] = OneOrMany(actions.Select(action => $"SQS:{action}")),
            ["Resource"] = queueArn,
        });
        document["Statement"] = statements;
        return document.ToJsonString(Relaxed);
    }

    /// <summary>Removes a statement. Without any other the policy is empty.</summary>
    /// <exception cref="Http.AwsException">The policy has no statement with this id.</exception>
    public static string Remove(string? policy, string label)
    {
        var document = policy is null ? [] : JsonNode.Parse(policy)!.AsObject();
        var statements = StatementsOf(document);
        if (statements.RemoveAll(statement => HasId(statement, label)) == 0)
            throw SqsError.InvalidParameter("Label", label, "can't find label.");
        document["Statement"] = statements;
        return statements.Count == 0 ? "" : document.ToJsonString(Relaxed);
    }

    // A client may have written a single statement without a list.
    private static JsonArray StatementsOf(JsonObject policy)
    {
        policy.Remove("Statement", out var statements);
        return statements switch
        {
            JsonArray many => many,
            null => [],
            _ => [statements],
        };
    }

    private static bool HasId(JsonNode? statement, string label) =>
        statement is JsonObject { } members && members["Sid"] is JsonValue id && id.TryGetValue(out string? text) && text == label;

    private static JsonNode OneOrMany(IEnumerable<string> values) => values.ToArray() is [var one]
        ? JsonValue.Create(one)
        : new JsonArray([.. values.Select(value => (JsonNode)JsonValue.Create(value))]);
}
