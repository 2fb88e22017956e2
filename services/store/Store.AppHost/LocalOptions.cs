namespace Store.AppHost;

/// <summary>How to run the system.</summary>
/// <param name="Port">LocalAws's port.</param>
/// <param name="Dashboard">The dashboard's port, telemetry goes to the next one; null runs without a dashboard.</param>
/// <param name="Data">A folder that is kept; null takes one that is emptied at each start.</param>
/// <param name="Postgres">A server on which each service gets a database of its own; null for SQLite files.</param>
internal sealed record LocalOptions(int Port, int? Dashboard, string? Data, string? Postgres);
