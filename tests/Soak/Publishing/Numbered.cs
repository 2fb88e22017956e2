using Workers.Contracts;

namespace Soak.Publishing;

/// <summary>The event of a soak.</summary>
/// <param name="Number">From 1; by its number it is known whether it was handled.</param>
[Event("soak", "Numbered")]
internal sealed record Numbered(int Number);
