namespace Workers.EventBridge.Receiving;

/// <summary>Names of what SQS says about a message, in the transport headers of its receive context.</summary>
public static class SqsHeaders
{
    /// <summary>
    /// The group of a message of a fair queue (Amazon SQS Developer Guide, "Amazon SQS fair queues"):
    /// <c>context.ReceiveContext.TransportHeaders.Get&lt;string&gt;(SqsHeaders.MessageGroupId)</c>. There is none where its sender or rule
    /// sets none.
    /// </summary>
    public const string MessageGroupId = "MessageGroupId";
}
