namespace Workers.Cli.Queues;

/// <summary>A queue.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">Its URL.</param>
/// <param name="Attributes">All its attributes.</param>
internal sealed record FoundQueue(string Name, string Url, IReadOnlyDictionary<string, string> Attributes)
{
    public string Arn => Attributes["QueueArn"];

    public bool IsFifo => Name.EndsWith(".fifo", StringComparison.Ordinal);

    /// <summary>About how many messages it has: SQS counts them with a delay.</summary>
    public int Messages => Visible + InFlight + Number("ApproximateNumberOfMessagesDelayed");

    public int Visible => Number("ApproximateNumberOfMessages");

    public int InFlight => Number("ApproximateNumberOfMessagesNotVisible");

    /// <summary>The ARN of its dead-letter queue; null without a redrive policy.</summary>
    public string? DeadLetterArn => RedrivePolicy.DeadLetterArn(Attributes.GetValueOrDefault("RedrivePolicy"));

    /// <summary>The name in a queue's ARN.</summary>
    public static string NameIn(string arn) => arn[(arn.LastIndexOf(':') + 1)..];

    private int Number(string attribute) => int.TryParse(Attributes.GetValueOrDefault(attribute), out var number) ? number : 0;
}
