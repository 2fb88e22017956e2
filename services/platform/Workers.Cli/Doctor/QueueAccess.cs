using System.IO.Enumeration;
using System.Text.Json;
using Workers.Cli.Queues;

namespace Workers.Cli.Doctor;

/// <summary>Whether the policy of a queue lets EventBridge send for a rule. A condition unknown here counts as met: only certain errors are reported.</summary>
internal static class QueueAccess
{
    private const string Service = "events.amazonaws.com";

    /// <summary>The problem; null if there is none.</summary>
    public static string? Problem(FoundQueue queue, string ruleArn)
    {
        if (queue.Attributes.GetValueOrDefault("Policy") is not { Length: > 0 } policy)
            return "It has no policy, so EventBridge may not send to it.";
        using var document = JsonDocument.Parse(policy);
        var statements = Values(document.RootElement.GetProperty("Statement")).FindAll(OfEventBridge);
        if (statements.Exists(statement => IsEffect(statement, "Deny") && Applies(statement, ruleArn)))
            return "Its policy denies EventBridge to send to it.";
        return statements.Exists(statement => IsEffect(statement, "Allow") && Applies(statement, ruleArn))
            ? null
            : $"Its policy does not allow EventBridge to send to it for rule {ruleArn}.";
    }

    /// <summary>The buses of the rules that the policy lets in.</summary>
    public static IReadOnlyList<string> Buses(FoundQueue queue)
    {
        if (queue.Attributes.GetValueOrDefault("Policy") is not { Length: > 0 } policy)
            return [];
        using var document = JsonDocument.Parse(policy);
        return
        [
            .. Values(document.RootElement.GetProperty("Statement")).FindAll(statement => OfEventBridge(statement) && IsEffect(statement, "Allow") && statement.TryGetProperty("Condition", out _))
                .SelectMany(statement => statement.GetProperty("Condition").EnumerateObject()).SelectMany(operation => operation.Value.EnumerateObject())
                .Where(key => string.Equals(key.Name, "aws:SourceArn", StringComparison.OrdinalIgnoreCase))
                .SelectMany(key => Values(key.Value)).Select(value => value.GetString()!.Split(':')[^1].Split('/'))
                .Where(parts => parts is ["rule", _, _]).Select(parts => parts[1]).Distinct(StringComparer.Ordinal),
        ];
    }

    private static bool IsEffect(JsonElement statement, string effect) =>
        statement.TryGetProperty("Effect", out var value) && value.GetString() == effect;

    private static bool OfEventBridge(JsonElement statement) => Matches(statement, "Action", "sqs:SendMessage") && statement.TryGetProperty("Principal", out var principal)
        && (principal.ValueKind == JsonValueKind.String
            ? principal.GetString() == "*"
            : principal.EnumerateObject().Any(one => Values(one.Value).Exists(value => value.GetString() is "*" or Service)));

    private static bool Applies(JsonElement statement, string ruleArn) =>
        !statement.TryGetProperty("Condition", out var conditions)
        || conditions.EnumerateObject().All(operation => operation.Value.EnumerateObject().All(key => IsMet(operation.Name, key, ruleArn)));

    private static bool IsMet(string operation, JsonProperty key, string ruleArn)
    {
        // EventBridge always uses TLS.
        if (operation == "Bool" && string.Equals(key.Name, "aws:SecureTransport", StringComparison.OrdinalIgnoreCase))
            return Values(key.Value).Exists(value => value.ToString().Equals("true", StringComparison.OrdinalIgnoreCase));
        if (!string.Equals(key.Name, "aws:SourceArn", StringComparison.OrdinalIgnoreCase))
            return true;
        return operation switch
        {
            "ArnEquals" or "ArnLike" or "StringLike" => Values(key.Value).Exists(value => IsLike(value.GetString()!, ruleArn)),
            "StringEquals" => Values(key.Value).Exists(value => value.GetString() == ruleArn),
            _ => true,
        };
    }

    private static bool Matches(JsonElement statement, string member, string text) =>
        statement.TryGetProperty(member, out var values)
        && Values(values).Exists(value => FileSystemName.MatchesSimpleExpression(value.GetString(), text, ignoreCase: true));

    private static bool IsLike(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);

    private static List<JsonElement> Values(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : [element];
}
