using System.Text.Json.Nodes;

namespace Workers.Hosting.Provisioning;

/// <summary>Access to a queue, in addition to that of IAM roles.</summary>
internal static class QueuePolicy
{
    /// <summary>Denies access without TLS.</summary>
    public static string Private(string queueArn) => Document(TlsOnly(queueArn));

    /// <summary>Allows only this rule to send events, and denies access without TLS.</summary>
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
