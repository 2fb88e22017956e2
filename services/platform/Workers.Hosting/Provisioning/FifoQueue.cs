using System.Text.Json.Nodes;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Provisioning;

/// <summary>The differences of a FIFO queue and of a rule's target that is one.</summary>
internal static class FifoQueue
{
    /// <summary>
    /// Attributes that a queue of this name is created with; none for a standard queue. EventBridge sends no deduplication id, so SQS has to
    /// derive it from the content; each event has an id in it.
    /// </summary>
    public static Dictionary<string, string> Attributes(string name) => !SourceQueue.IsFifoName(name) ? [] : new()
    {
        ["FifoQueue"] = "true",
        ["ContentBasedDeduplication"] = "true",

        // High throughput (Amazon SQS Developer Guide, "High throughput for FIFO queues").
        ["DeduplicationScope"] = "messageGroup",
        ["FifoThroughputLimit"] = "perMessageGroupId",
    };

    /// <summary>
    /// Sets the group of the target's messages: the name of the rule. The group is a fixed text, since EventBridge documents no paths into
    /// the event for it (Amazon EventBridge User Guide, "Dynamic path parameters").
    /// </summary>
    public static void SetGroup(JsonObject target, string rule)
    {
        if (SourceQueue.IsFifoName((string)target["Arn"]!))
            target["SqsParameters"] = new JsonObject { ["MessageGroupId"] = rule };
    }
}
