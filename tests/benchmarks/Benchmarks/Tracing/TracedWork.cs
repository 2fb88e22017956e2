namespace Benchmarks.Tracing;

/// <summary>What the worker does whose telemetry is measured.</summary>
internal enum TracedWork
{
    /// <summary>Nothing at all: what is left is the way of a message.</summary>
    Nothing,

    /// <summary>A row and an event, with inbox and outbox, in a SQLite file.</summary>
    Sqlite,

    /// <summary>The same on PostgreSQL.</summary>
    Postgres,
}
