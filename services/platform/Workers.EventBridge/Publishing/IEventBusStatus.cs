namespace Workers.EventBridge.Publishing;

/// <summary>Whether the bus that events are published to exists; for health checks.</summary>
public interface IEventBusStatus
{
    /// <summary>
    /// Looks for the bus with DescribeEventBus, unless it was found before. If the topology tag is required, looks for both each time.
    /// </summary>
    /// <returns>Null if it exists; else the problem and the remedy, in a sentence.</returns>
    Task<string?> FindProblemAsync(CancellationToken cancellationToken = default);
}
