using System.Diagnostics.CodeAnalysis;

namespace Workers.EventBridge.Receiving;

/// <summary>A queue as its user names it: by name, URL or ARN. A URL or ARN may be of another account or region.</summary>
/// <param name="Name">The queue's name.</param>
internal sealed record QueueAddress(string Name)
{
    /// <summary>Its URL; null if it has to be looked up.</summary>
    public string? Url { get; private init; }

    /// <summary>Its account; null if it is that of the credentials.</summary>
    public string? Account { get; private init; }

    /// <summary>Its region; null if it is that of the bus.</summary>
    public string? Region { get; private init; }

    /// <summary>Reads a name, a URL such as <c>https://sqs.eu-west-1.amazonaws.com/123456789012/orders</c>, or an ARN.</summary>
    public static QueueAddress Parse(string queue) =>
        TryParseUrl(queue, out var address) || TryParseArn(queue, out address) ? address : new QueueAddress(queue);

    /// <summary>The queue's dead-letter queue, which is in the same account and region (Amazon SQS Developer Guide, "Dead-letter queues").</summary>
    /// <param name="arn">Its ARN in the redrive policy.</param>
    public QueueAddress DeadLetters(string arn)
    {
        var name = arn[(arn.LastIndexOf(':') + 1)..];
        return this with { Name = name, Url = Url is null ? null : Url[..(Url.LastIndexOf('/') + 1)] + name };
    }

    /// <summary>For errors: the name, and the account if it is known.</summary>
    public override string ToString() => Account is null ? $"'{Name}'" : $"'{Name}' of account {Account}";

    private static bool TryParseUrl(string queue, [NotNullWhen(true)] out QueueAddress? address)
    {
        address = null;
        if (!queue.StartsWith("http://", StringComparison.Ordinal) && !queue.StartsWith("https://", StringComparison.Ordinal))
            return false;
        if (!Uri.TryCreate(queue, UriKind.Absolute, out var url) || url.AbsolutePath.Split('/') is not ["", { Length: > 0 } account, { Length: > 0 } name])
            return false;

        // sqs.REGION.amazonaws.com; any other host, such as an emulator's or a VPC endpoint's, has the region of the bus.
        var region = url.Host.Split('.') is ["sqs", var one, "amazonaws", ..] ? one : null;
        address = new QueueAddress(name) { Url = queue, Account = account, Region = region };
        return true;
    }

    private static bool TryParseArn(string queue, [NotNullWhen(true)] out QueueAddress? address)
    {
        address = queue.Split(':') is ["arn", _, "sqs", { Length: > 0 } region, { Length: > 0 } account, { Length: > 0 } name]
            ? new QueueAddress(name) { Account = account, Region = region }
            : null;
        return address is not null;
    }
}
