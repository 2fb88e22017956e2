namespace Workers.EventBridge.Receiving;

/// <summary>Names of SQS metadata: transport headers of the receive context, and message attributes.</summary>
public static class SqsHeaders
{
    /// <summary>
    /// The group of a message of a fair queue (Amazon SQS Developer Guide, "Amazon SQS fair queues"):
    /// <c>context.ReceiveContext.TransportHeaders.Get&lt;string&gt;(SqsHeaders.MessageGroupId)</c>. Missing if the sender or the rule sets
    /// none.
    /// </summary>
    public const string MessageGroupId = "MessageGroupId";

    /// <summary>
    /// The message attribute of a wake-up message (<see cref="IWakeUpSender"/>). Its value is the name of the worker that sent it. The
    /// transport deletes a message that has it; no consumer receives it.
    /// </summary>
    public const string WakeUp = "Workers.WakeUp";

    /// <summary>
    /// The message attribute of a copy that replaces a message which is delivered again at the last receive that SQS allows: how often the
    /// message was delivered before.
    /// </summary>
    internal const string RedeliveryCount = "Workers.RedeliveryCount";
}
