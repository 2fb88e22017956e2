using System.Text.Json.Nodes;

namespace Workers.Hosting.Provisioning;

/// <summary>Who may do what with a queue, beside those whom their own role allows it.</summary>
internal static class QueuePolicy
{
    /// <summary>Nobody without TLS.</summary>
    public static string Private(string queueArn) => Document(TlsOnly(queueArn));

    /// <summary>The one rule may put events in, and nobody else; nobody without TLS.</summary>
    public static string LetsIn(string queueArn, string ruleArn) => Document(
        new JsonObject
        {
            ["Sid"] = "TheRule",
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["Service"] = "events.amazonaws.com" },
            ["Action"] = "sqs:SendMessage",
            ["Resource"] = queueArn,
            ["Condition"] = new JsonObject { ["ArnEquals"] = new JsonObject { ["aws:SourceArn"] = ruleArn } },
        },
        TlsOnly(queueArn));

    private static JsonObject TlsOnly(string queueArn) => new()
    {
        ["Sid"] = "TlsOnly",
        ["Effect"] = "Deny",
        ["Principal"] = "*",
        ["Action"] = "sqs:*",
        ["Resource"] = queueArn,
        ["Condition"] = new JsonObject { ["Bool"] = new JsonObject { ["aws:SecureTransport"] = "false" } },
    };

    private static string Document(params JsonNode[] statements) =>
        new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray(statements) }.ToJsonString();
}
