using Amazon.CDK.AWS.Events;
using Amazon.CDK.AWS.SQS;

namespace Workers.Deploy.Messaging;

/// <summary>The differences of a FIFO queue and of a rule's target that is one; the same as those of the provisioner.</summary>
internal static class FifoQueue
{
    /// <summary>
    /// Makes a queue a FIFO queue with high throughput (Amazon SQS Developer Guide, "High throughput for FIFO queues"). EventBridge sends no
    /// deduplication id, so SQS has to derive it from the content; each event has an id in it.
    /// </summary>
    public static CfnQueueProps Configure(CfnQueueProps props)
    {
        props.FifoQueue = true;
        props.ContentBasedDeduplication = true;
        props.DeduplicationScope = "messageGroup";
        props.FifoThroughputLimit = "perMessageGroupId";
        return props;
    }

    /// <summary>
    /// The group of the target's messages: the name of the rule. EventBridge documents no paths into the event for it (Amazon EventBridge
    /// User Guide, "Dynamic path parameters").
    /// </summary>
    public static CfnRule.SqsParametersProperty Group(string rule) => new() { MessageGroupId = rule };
}
