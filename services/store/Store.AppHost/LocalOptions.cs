namespace Store.AppHost;

/// <summary>Options of the local system.</summary>
/// <param name="Port">Port of LocalAws.</param>
/// <param name="Dashboard">Port of the dashboard; the next port receives telemetry. Null runs without a dashboard.</param>
/// <param name="Data">A folder whose content is kept; null uses the default folder, which is emptied at each start.</param>
/// <param name="Postgres">Connection string of a server with a database for each service; null for SQLite files.</param>
internal sealed record LocalOptions(int Port, int? Dashboard, string? Data, string? Postgres);
