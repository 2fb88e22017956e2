namespace Workers.EventBridge.Publishing;

/// <summary>Whether the bus that is published to is there; for health checks.</summary>
public interface IEventBusStatus
{
    /// <summary>Looks for the bus with DescribeEventBus, unless it was found before. Where the topology's tag is required, looks for both each time.</summary>
    /// <returns>Null when it is there; else what is wrong and what to do, in a sentence.</returns>
    Task<string?> FindProblemAsync(CancellationToken cancellationToken = default);
}
