using Workers.Contracts;

namespace Soak.Publishing;

/// <summary>The event of a soak.</summary>
/// <param name="Number">From 1; by its number it is known whether it was handled.</param>
[Event("soak", "Numbered")]
internal sealed record Numbered(int Number);

/// <summary>What a worker with a store publishes for each event.</summary>
/// <param name="Number">The event's.</param>
/// <param name="Kind">Who handled it.</param>
[Event("soak", "Counted")]
internal sealed record Counted(int Number, string Kind);
