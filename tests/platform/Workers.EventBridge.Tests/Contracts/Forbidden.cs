using Workers.Contracts;

namespace Workers.EventBridge.Tests.Contracts;

/// <summary>Only AWS itself may publish from a source that starts like this.</summary>
[Event("aws.shop", "Forbidden")]
public sealed record Forbidden;

/// <summary>An event that nobody gave a name on the bus.</summary>
public sealed record Unnamed
{
    public string? Key { get; init; }
}
