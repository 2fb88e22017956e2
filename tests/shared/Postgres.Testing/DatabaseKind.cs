namespace Postgres.Testing;

/// <summary>What a test's database runs on.</summary>
public enum DatabaseKind
{
    /// <summary>In this process, in memory.</summary>
    Sqlite,

    /// <summary>On a server: see <see cref="PostgresServer"/>.</summary>
    Postgres,
}
