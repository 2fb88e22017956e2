namespace Soak.Working;

/// <summary>What a worker is told when it is started.</summary>
/// <param name="Endpoint">Where LocalAws listens.</param>
/// <param name="Journal">The file for what it handles.</param>
/// <param name="Work">How long it works on each message.</param>
/// <param name="ParentId">The process that it must not outlive.</param>
internal sealed record WorkerSettings(Uri Endpoint, string Journal, TimeSpan Work, int ParentId);
