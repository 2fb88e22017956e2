using System.Collections.Frozen;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Operations;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs;

/// <summary>SQS over AWS JSON 1.0 and the Query protocol.</summary>
internal static class SqsService
{
    public static AwsService Create(QueueStore queues)
    {
        var manage = new QueueOperations(queues);
        var attributes = new AttributeOperations(queues);
        var tags = new TagOperations(queues);
        var permissions = new PermissionOperations(queues);
        var send = new SendOperations(queues);
        var receive = new ReceiveOperation(queues);
        var settle = new SettleOperations(queues);
        var move = new MoveTaskOperations(queues);

        return new AwsService("sqs", "AmazonSQS", "application/x-amz-json-1.0", new Dictionary<string, AwsOperation>
        {
            ["CreateQueue"] = manage.Create,
            ["DeleteQueue"] = manage.Delete,
            ["GetQueueUrl"] = manage.GetUrl,
            ["ListQueues"] = manage.List,
            ["ListDeadLetterSourceQueues"] = manage.ListDeadLetterSources,
            ["PurgeQueue"] = manage.Purge,
            ["AddPermission"] = permissions.Add,
            ["RemovePermission"] = permissions.Remove,
            ["GetQueueAttributes"] = attributes.Get,
            ["SetQueueAttributes"] = attributes.Set,
            ["TagQueue"] = tags.Tag,
            ["UntagQueue"] = tags.Untag,
            ["ListQueueTags"] = tags.List,
            ["SendMessage"] = send.Send,
            ["SendMessageBatch"] = send.SendBatch,
            ["ReceiveMessage"] = receive.Receive,
            ["DeleteMessage"] = settle.Delete,
            ["DeleteMessageBatch"] = settle.DeleteBatch,
            ["ChangeMessageVisibility"] = settle.ChangeVisibility,
            ["ChangeMessageVisibilityBatch"] = settle.ChangeVisibilityBatch,
            ["StartMessageMoveTask"] = move.Start,
            ["ListMessageMoveTasks"] = move.List,
            ["CancelMessageMoveTask"] = move.Cancel,
        }.ToFrozenDictionary(StringComparer.Ordinal))
        {
            Throttled = SqsError.RequestThrottled,
            Query = SqsQueryNames.Create(),
        };
    }
}
