namespace Workers.EventBridge.Diagnostics;

/// <summary>
/// Attributes of spans and metrics. Names with <c>messaging.</c>, <c>error.</c> and <c>rpc.</c> are OpenTelemetry's (Semantic conventions
/// for messaging spans, messaging metrics and AWS SDK); it defines none for names with <c>workers.</c>.
/// </summary>
internal static class AttributeNames
{
    public const string System = "messaging.system";
    public const string OperationName = "messaging.operation.name";
    public const string OperationType = "messaging.operation.type";
    public const string Destination = "messaging.destination.name";
    public const string MessageId = "messaging.message.id";
    public const string ConversationId = "messaging.message.conversation_id";
    public const string BodySize = "messaging.message.body.size";
    public const string BatchCount = "messaging.batch.message_count";
    public const string ErrorType = "error.type";
    public const string RpcService = "rpc.service";
    public const string RpcMethod = "rpc.method";

    public const string EventId = "workers.event.id";
    public const string Source = "workers.event.source";
    public const string DetailType = "workers.event.detail_type";
    public const string ReplayName = "workers.event.replay_name";
    public const string ReceiveCount = "workers.message.receive_count";
    public const string QueueWait = "workers.queue.wait";
    public const string PublishWait = "workers.publish.wait";
    public const string Outcome = "workers.outcome";
    public const string SkipReason = "workers.skip.reason";
    public const string State = "workers.message.state";

    public const string Sqs = "aws_sqs";
    public const string EventBridge = "aws_eventbridge";
}
