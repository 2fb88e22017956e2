using Amazon.SQS;

namespace Workers.EventBridge.Receiving;

/// <summary>A queue that was found, and what works on it.</summary>
internal sealed record EndpointQueue(
    IAmazonSQS Sqs,
    SourceQueue Queue,
    VisibilityRenewer Renewer,
    DeleteBatcher Deletes,
    DeadLetterQueue? DeadLetters,
    RedeliveryDelay Delay);
