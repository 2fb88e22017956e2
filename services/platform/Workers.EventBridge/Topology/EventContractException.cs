namespace Workers.EventBridge.Topology;

/// <summary>A type cannot be an event contract, or has no name on the bus. The message names the type and the remedy.</summary>
public sealed class EventContractException(string message) : Exception(message);
