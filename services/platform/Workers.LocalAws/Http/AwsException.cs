namespace Workers.LocalAws.Http;

/// <summary>An error in the format of the AWS protocol.</summary>
/// <param name="type">The value of <c>__type</c>, such as <c>com.amazonaws.sqs#QueueDoesNotExist</c>.</param>
/// <param name="message">The error message.</param>
/// <param name="queryCode">The code of the older Query protocol, which SDKs still read from <c>x-amzn-query-error</c>.</param>
/// <param name="status">The HTTP status.</param>
internal sealed class AwsException(string type, string message, string? queryCode = null, int status = 400) : Exception(message)
{
    public const string SerializationType = "SerializationException";

    public string Type => type;

    public string? QueryCode => queryCode;

    public int Status => status;

    /// <summary>The error without its namespace, as in a failed entry of a batch.</summary>
    public string Code => queryCode ?? type[(type.IndexOf('#', StringComparison.Ordinal) + 1)..];

    public static AwsException Serialization(string message, int status = 400) => new(SerializationType, message, status: status);

    public static AwsException UnknownOperation(string target) =>
        new("com.amazon.coral.service#UnknownOperationException", $"The operation '{target}' is not known to LocalAws.");

    public static AwsException Failure() => new(
        "InternalFailure", "The request processing has failed because of an unknown error, exception or failure.", status: 500);

    public static AwsException Unavailable() => new(
        "ServiceUnavailable", "The request has failed due to a temporary failure of the server.", status: 503);

    public static AwsException Internal() => new("InternalFailure", "LocalAws failed; see its log.", status: 500);
}
