namespace Workers.Cli.Cost;

/// <summary>The list prices of calls, in US dollars for a million, in eu-west-1 (aws.amazon.com/sqs/pricing and aws.amazon.com/eventbridge/pricing, November 2026), without the free tier.</summary>
internal static class CallPrices
{
    /// <summary>SQS counts each call, and each further 64 KB of it as one more.</summary>
    public const decimal Sqs = 0.40m;

    /// <summary>EventBridge counts each published event, and each further 64 KB of it as one more. Other calls and deliveries by rules are free.</summary>
    public const decimal Events = 1.00m;

    private const decimal Million = 1_000_000;

    /// <summary>Dollars for a number of calls of an operation such as <c>sqs:SendMessage</c>; events are counted as events, not as calls.</summary>
    public static decimal Of(string operation, decimal count) => operation switch
    {
        CallCounts.PublishedEvents => count * Events / Million,
        _ when operation.StartsWith("sqs:", StringComparison.Ordinal) => count * Sqs / Million,
        _ => 0,
    };
}
