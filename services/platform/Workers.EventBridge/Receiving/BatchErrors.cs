using Amazon.SQS.Model;

namespace Workers.EventBridge.Receiving;

/// <summary>What a failed entry of a batch says about its message.</summary>
internal static class BatchErrors
{
    /// <summary>
    /// Whether the receipt handle is good for nothing any more: the message was deleted, or belongs to another receiver. By the code:
    /// <c>SenderFault</c> is true of throttling as well, which passes.
    /// </summary>
    public static bool IsGone(BatchResultErrorEntry entry) => Code(entry.Code) switch
    {
        "ReceiptHandleIsInvalid" or "MessageNotInflight" => true,

        // Of the receipt handle, not of another parameter: it has expired, or its message does not exist.
        "InvalidParameterValue" => entry.Message?.Contains("ReceiptHandle", StringComparison.Ordinal) == true,
        _ => false,
    };

    // The query protocol's codes, which SQS keeps for older clients, begin with "AWS.SimpleQueueService.".
    private static string? Code(string? code) => code?[(code.LastIndexOf('.') + 1)..];
}
