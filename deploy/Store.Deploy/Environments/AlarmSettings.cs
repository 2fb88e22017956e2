namespace Store.Deploy.Environments;

/// <summary>The receivers of alarms. Production needs one at least. Others can subscribe to the topics.</summary>
internal sealed record AlarmSettings
{
    /// <summary>Mail address that gets all alarms; none by default. SNS asks the recipient to confirm each of the two topics.</summary>
    public string? Email { get; init; }

    /// <summary>
    /// HTTPS endpoint of a pager, such as PagerDuty's or Opsgenie's for Amazon SNS, that gets the alarms of severity <c>page</c>; none by
    /// default. The endpoint has to confirm the subscription, as these services do.
    /// </summary>
    public string? Https { get; init; }

    /// <summary>
    /// URL of the runbook, for the descriptions of the alarms, without a heading; by default its path in the repository.
    /// </summary>
    public string RunbookUrl { get; init; } = "deploy/docs/runbook.md";
}
