namespace Workers.Hosting.Store;

/// <summary>The events of a transaction at a savepoint.</summary>
/// <param name="Published">Number of published events.</param>
/// <param name="Saved">Events whose rows were written.</param>
internal sealed record EventSavepoint(int Published, HashSet<OutboxEntry> Saved);
