namespace Workers.EventBridge.Receiving;

/// <summary>Names of what SQS says about a message: in the transport headers of its receive context, and on the wire.</summary>
public static class SqsHeaders
{
    /// <summary>
    /// The group of a message of a fair queue (Amazon SQS Developer Guide, "Amazon SQS fair queues"):
    /// <c>context.ReceiveContext.TransportHeaders.Get&lt;string&gt;(SqsHeaders.MessageGroupId)</c>. There is none where its sender or rule
    /// sets none.
    /// </summary>
    public const string MessageGroupId = "MessageGroupId";

    /// <summary>
    /// The message attribute of a wake-up message (<see cref="IWakeUpSender"/>), with the name of the worker that sent it. The transport
    /// deletes a message that has it; no consumer receives it.
    /// </summary>
    public const string WakeUp = "Workers.WakeUp";
}
