namespace Workers.LocalAws.Sqs;

/// <summary>The quotas of SQS. Source: the SQS developer guide, "Amazon SQS message quotas".</summary>
internal static class SqsLimits
{
    public const int MaximumMessageBytes = 1_048_576;
    public const int MaximumBatch = 10;
    public const int MaximumInFlight = 120_000;
    public const int MaximumVisibilitySeconds = 43_200;
    public const int MaximumDelaySeconds = 900;
    public const int MaximumWaitSeconds = 20;
    public const int MaximumAttributes = 10;
    public const int MaximumTags = 50;
    public const int MaximumListed = 1000;
}
