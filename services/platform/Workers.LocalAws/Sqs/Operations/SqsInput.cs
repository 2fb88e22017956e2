using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Operations;

/// <summary>Common input of SQS's operations.</summary>
internal static class SqsInput
{
    /// <summary>The queue of QueueUrl or, as in old SDKs, of the request's path.</summary>
    public static MessageQueue Queue(this AwsCall call, QueueStore queues)
    {
        var url = call.Input.Text("QueueUrl");
        if (string.IsNullOrEmpty(url))
            url = call.Path.Length > 1 ? call.Path : throw SqsError.MissingParameter("QueueUrl");
        var name = url[(url.LastIndexOf('/') + 1)..];
        return name.Length == 0 ? throw SqsError.InvalidAddress(url) : queues.Get(name);
    }

    public static string Required(this AwsInput input, string name) =>
        input.Text(name) is { Length: > 0 } value ? value : throw SqsError.MissingParameter(name);

    public static int? Ranged(this AwsInput input, string name, int minimum, int maximum)
    {
        if (input.Integer(name) is not { } value)
            return null;
        if (value >= minimum && value <= maximum)
            return value;
        throw SqsError.InvalidParameter(name, value, name == "WaitTimeSeconds"
            ? $"Must be >= {minimum} and <= {maximum}, if provided."
            : $"Must be between {minimum} and {maximum}, if provided.");
    }
}
