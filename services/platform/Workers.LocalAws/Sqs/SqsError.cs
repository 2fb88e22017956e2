using Workers.LocalAws.Http;

namespace Workers.LocalAws.Sqs;

/// <summary>The errors of SQS, with the service's texts and codes.</summary>
internal static class SqsError
{
    private const string Model = "com.amazonaws.sqs#";
    private const string Coral = "com.amazon.coral.service#";
    private const string Legacy = "AWS.SimpleQueueService.";

    /// <param name="reason">Ours, on a second line; none by default.</param>
    public static AwsException QueueDoesNotExist(string? reason = null) => new(
        Model + "QueueDoesNotExist", "The specified queue does not exist." + (reason is null ? "" : $"\n {reason}"), Legacy + "NonExistentQueue");

    public static AwsException QueueNameExists(string attribute) => new(
        Model + "QueueNameExists",
        $"A queue already exists with the same name and a different value for attribute {attribute}",
        "QueueAlreadyExists");

    public static AwsException InvalidAttributeName(string name) => InvalidAttribute($"Unknown Attribute {name}.");

    public static AwsException InvalidAttribute(string message) => new(Model + "InvalidAttributeName", message, "InvalidAttributeName");

    public static AwsException InvalidAttributeValue(string name, string? reason = null) => new(
        Model + "InvalidAttributeValue",
        $"Invalid value for the parameter {name}.{(reason is null ? "" : $" Reason: {reason}")}",
        "InvalidAttributeValue");

    public static AwsException InvalidParameter(string message) =>
        new(Coral + "InvalidParameterValueException", message, "InvalidParameterValue");

    public static AwsException InvalidParameter(string name, object value, string reason) =>
        InvalidParameter($"Value {value} for parameter {name} is invalid. Reason: {reason}");

    public static AwsException MissingParameter(string name) => new(
        Coral + "MissingRequiredParameterException", $"The request must contain the parameter {name}.", "MissingParameter");

    public static AwsException NotForThisQueueType(string name, object value) =>
        InvalidParameter(name, value, "The request include parameter that is not valid for this queue type.");

    public static AwsException NoDeduplicationId() => InvalidParameter(
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly");

    public static AwsException InvalidAddress(string url) =>
        new(Model + "InvalidAddress", $"The address {url} is not valid for this endpoint.", "InvalidAddress");

    public static AwsException Unsupported(string message) =>
        new(Model + "UnsupportedOperation", message, Legacy + "UnsupportedOperation");

    public static AwsException InvalidMessageContents() => new(
        Model + "InvalidMessageContents",
        "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.",
        "InvalidMessageContents");

    public static AwsException MessageTooLong(int maximum) =>
        InvalidParameter($"One or more parameters are invalid. Reason: Message must be shorter than {maximum} bytes.");

    public static AwsException EntryTooLong(int maximum) =>
        InvalidParameter($"One or more parameters cannot be validated. Reason: Message must be shorter than {maximum} bytes.");

    public static AwsException ReceiptHandleIsInvalid(string handle) => new(
        Model + "ReceiptHandleIsInvalid", $"The input receipt handle \"{handle}\" is not a valid receipt handle.", "ReceiptHandleIsInvalid");

    public static AwsException ReceiptHandleHasExpired(string handle) =>
        InvalidParameter("ReceiptHandle", handle, "The receipt handle has expired.");

    public static AwsException MessageGone(string handle) => InvalidParameter(
        "ReceiptHandle", handle, "Message does not exist or is not available for visibility timeout change.");

    public static AwsException OverLimit(string message) => new(Model + "OverLimit", message, "OverLimit", status: 403);

    // HTTP 403, not 400: botocore's default retries treat RequestThrottled as throttling only with this status.
    public static AwsException RequestThrottled() => new(
        Model + "RequestThrottled", "The request was denied due to request throttling.", "RequestThrottled", status: 403);

    public static AwsException InternalError() => new(
        "InternalError", "We encountered an internal error. Please try again.", "InternalError", status: 500);

    public static AwsException EmptyBatch(string entry) => new(
        Model + "EmptyBatchRequest", $"There should be at least one {entry} in the request.", Legacy + "EmptyBatchRequest");

    public static AwsException TooManyEntries(int count) => new(
        Model + "TooManyEntriesInBatchRequest",
        $"Maximum number of entries per request are 10. You have sent {count}.",
        Legacy + "TooManyEntriesInBatchRequest");

    public static AwsException InvalidBatchEntryId() => new(
        Model + "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
        Legacy + "InvalidBatchEntryId");

    public static AwsException EntryIdsNotDistinct(string id) => new(
        Model + "BatchEntryIdsNotDistinct", $"Id {id} repeated.", Legacy + "BatchEntryIdsNotDistinct");

    public static AwsException BatchTooLong(long bytes, int maximum) => new(
        Model + "BatchRequestTooLong",
        $"Batch requests cannot be longer than {maximum} bytes. You have sent {bytes} bytes.",
        Legacy + "BatchRequestTooLong");

    public static AwsException ResourceNotFound(string message) =>
        new(Model + "ResourceNotFoundException", message, "ResourceNotFoundException", status: 404);
}
