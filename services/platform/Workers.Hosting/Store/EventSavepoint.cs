namespace Workers.Hosting.Store;

/// <summary>The events of a transaction when a savepoint was set.</summary>
/// <param name="Published">How many were published.</param>
/// <param name="Saved">Those whose rows were written.</param>
internal sealed record EventSavepoint(int Published, HashSet<OutboxEntry> Saved);
