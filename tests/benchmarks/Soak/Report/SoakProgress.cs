namespace Soak.Report;

/// <summary>How far a soak is.</summary>
/// <param name="Published">Events that the bus has taken.</param>
/// <param name="Handled">Events that were handled at least once.</param>
/// <param name="Kills">Workers that were killed.</param>
/// <param name="Restarts">Workers that were started again.</param>
internal sealed record SoakProgress(int Published, int Handled, int Kills, int Restarts);
