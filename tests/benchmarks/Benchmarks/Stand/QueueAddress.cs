namespace Benchmarks.Stand;

/// <summary>What a contestant has to know of its queue.</summary>
/// <param name="Aws">Where LocalAws is.</param>
/// <param name="Name">The queue's name.</param>
/// <param name="Url">The queue's URL.</param>
internal sealed record QueueAddress(Uri Aws, string Name, string Url);
