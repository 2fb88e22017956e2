using System.Collections.Frozen;
using Workers.LocalAws.Http.Query;

namespace Workers.LocalAws.Sqs;

/// <summary>SQS's names in the Query protocol. Source: the SQS API reference before AWS JSON, version 2012-11-05.</summary>
internal static class SqsQueryNames
{
    public static QueryNames Create() => new()
    {
        XmlNamespace = "http://queue.amazonaws.com/doc/2012-11-05/",
        RootOperations = FrozenSet.Create(StringComparer.Ordinal, "CreateQueue", "ListQueues"),
        InputLists = new Dictionary<string, string>
        {
            ["AttributeName"] = "AttributeNames",
            ["MessageAttributeName"] = "MessageAttributeNames",
            ["MessageSystemAttributeName"] = "MessageSystemAttributeNames",
            ["TagKey"] = "TagKeys",
            ["ActionName"] = "Actions",
            ["AWSAccountId"] = "AWSAccountIds",
            ["SendMessageBatchRequestEntry"] = "Entries",
            ["DeleteMessageBatchRequestEntry"] = "Entries",
            ["ChangeMessageVisibilityBatchRequestEntry"] = "Entries",
            ["StringListValue"] = "StringListValues",
            ["BinaryListValue"] = "BinaryListValues",
        }.ToFrozenDictionary(StringComparer.Ordinal),
        InputMaps = new Dictionary<string, QueryMap>
        {
            ["Attribute"] = new("Attributes", "Name"),
            ["MessageAttribute"] = new("MessageAttributes", "Name"),
            ["MessageSystemAttribute"] = new("MessageSystemAttributes", "Name"),
            ["Tag"] = new("Tags", "Key"),
            ["CreateQueue.Tag"] = new("tags", "Key"),
        }.ToFrozenDictionary(StringComparer.Ordinal),
        Integers = FrozenSet.Create(
            StringComparer.Ordinal,
            "DelaySeconds",
            "MaxNumberOfMessages",
            "MaxNumberOfMessagesPerSecond",
            "MaxResults",
            "VisibilityTimeout",
            "WaitTimeSeconds"),
        OutputLists = new Dictionary<string, string>
        {
            ["QueueUrls"] = "QueueUrl",
            ["queueUrls"] = "QueueUrl",
            ["Messages"] = "Message",
            ["Successful"] = "*ResultEntry",
            ["Failed"] = "BatchResultErrorEntry",
            ["Results"] = "ListMessageMoveTasksResultEntry",
        }.ToFrozenDictionary(StringComparer.Ordinal),
        OutputMaps = new Dictionary<string, QueryMap>
        {
            ["Attributes"] = new("Attribute", "Name"),
            ["MessageAttributes"] = new("MessageAttribute", "Name"),
            ["Tags"] = new("Tag", "Key"),
        }.ToFrozenDictionary(StringComparer.Ordinal),
        ErrorMessages = new Dictionary<string, string>
        {
            ["AWS.SimpleQueueService.NonExistentQueue"] = "The specified queue does not exist for this wsdl version.",
        }.ToFrozenDictionary(StringComparer.Ordinal),
    };
}
