using Amazon.SQS.Model;

namespace Workers.EventBridge.Receiving;

/// <summary>Interprets the error of a failed batch entry.</summary>
internal static class BatchErrors
{
    /// <summary>
    /// Whether the receipt handle is no longer valid: the message was deleted, or another receiver has it. Checks the code, because
    /// <c>SenderFault</c> is also true for throttling, which is transient.
    /// </summary>
    public static bool IsGone(BatchResultErrorEntry entry) => Code(entry.Code) switch
    {
        "ReceiptHandleIsInvalid" or "MessageNotInflight" => true,

        // Only if the parameter is the receipt handle: it has expired, or its message does not exist.
        "InvalidParameterValue" => entry.Message?.Contains("ReceiptHandle", StringComparison.Ordinal) == true,
        _ => false,
    };

    // The codes of the query protocol, which SQS keeps for older clients, start with "AWS.SimpleQueueService.".
    private static string? Code(string? code) => code?[(code.LastIndexOf('.') + 1)..];
}
