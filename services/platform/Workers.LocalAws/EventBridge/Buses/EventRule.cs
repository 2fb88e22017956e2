using System.Collections.Immutable;
using Workers.LocalAws.EventBridge.Patterns;

namespace Workers.LocalAws.EventBridge.Buses;

/// <summary>A rule: its pattern and its targets. Immutable: a change creates a new one.</summary>
internal sealed record EventRule(string Name, string Arn, string PatternText, EventPattern Pattern)
{
    public const int MaximumTargets = 5;

    public string State { get; init; } = "ENABLED";

    public bool IsEnabled => State != "DISABLED";

    public string? Description { get; init; }

    public string? RoleArn { get; init; }

    /// <summary>Matched events; continues when the rule is changed.</summary>
    public EventCounter Matches { get; init; } = new();

    public ImmutableList<EventTarget> Targets { get; init; } = [];

    public ImmutableSortedDictionary<string, string> Tags { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
