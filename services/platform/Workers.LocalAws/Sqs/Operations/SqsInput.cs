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
        if (name.Length == 0 || !queues.IsHere(url))
            throw SqsError.InvalidAddress(url);
        queues.CheckAccount(AccountOf(url.AsSpan(0, url.Length - name.Length)));
        return queues.Get(name);
    }

    /// <summary>The account in a queue URL, such as <c>https://sqs.eu-west-1.amazonaws.com/000000000000/payment</c>.</summary>
    private static ReadOnlySpan<char> AccountOf(ReadOnlySpan<char> urlWithoutName)
    {
        var path = urlWithoutName.TrimEnd('/');
        return path[(path.LastIndexOf('/') + 1)..];
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
