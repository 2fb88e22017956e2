using System.Text.Json.Nodes;

namespace Workers.LocalAws.EventBridge.Buses;

/// <summary>Edits the resource policy of a bus. It is kept and shown, and not enforced.</summary>
internal static class BusPolicy
{
    /// <summary>Adds the statement, or replaces the one with the same id.</summary>
    public static string Put(string? policy, JsonObject statement)
    {
        var document = policy is null ? Empty() : JsonNode.Parse(policy)!.AsObject();
        var statements = Statements(document);
        Remove(statements, (string?)statement["Sid"]);
        statements.Add(statement);
        return document.ToJsonString();
    }

    /// <summary>The policy without the statement, which is null if that was the last one.</summary>
    public static string? Remove(string? policy, string statementId)
    {
        var document = policy is null ? Empty() : JsonNode.Parse(policy)!.AsObject();
        var statements = Statements(document);
        if (!Remove(statements, statementId))
            throw EventBridgeError.StatementNotFound();
        return statements.Count == 0 ? null : document.ToJsonString();
    }

    private static JsonObject Empty() => new() { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray() };

    // A policy may have one statement that is not in a list.
    private static JsonArray Statements(JsonObject document)
    {
        if (document["Statement"] is JsonArray list)
            return list;
        var single = document["Statement"]?.DeepClone();
        var statements = single is null ? new JsonArray() : new JsonArray(single);
        document["Statement"] = statements;
        return statements;
    }

    private static bool Remove(JsonArray statements, string? statementId) =>
        statements.FirstOrDefault(statement => statement is JsonObject one && Id(one) == statementId) is { } present && statements.Remove(present);

    private static string? Id(JsonObject statement) => statement["Sid"] is JsonValue value && value.TryGetValue<string>(out var id) ? id : null;
}
