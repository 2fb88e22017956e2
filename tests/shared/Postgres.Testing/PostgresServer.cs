using System.Diagnostics;
using Npgsql;
using Xunit;

namespace Postgres.Testing;

/// <summary>
/// PostgreSQL for tests: the server of the connection string in <c>WORKERS_TEST_POSTGRES</c> (its user may create databases), or one
/// of this process alone, from the server binaries of this machine, in a folder that is deleted with it.
/// </summary>
public sealed class PostgresServer
{
    /// <summary>The environment variable with a connection string.</summary>
    public const string Variable = "WORKERS_TEST_POSTGRES";

    private static readonly Lazy<PostgresServer?> Shared = new(() => Find(isDurable: false));

    private readonly NpgsqlConnectionStringBuilder _connection;

    private PostgresServer(string connectionString) => _connection = new NpgsqlConnectionStringBuilder(connectionString);

    /// <summary>The server; without one the test is skipped, with the reason.</summary>
    public static PostgresServer Get()
    {
        Assert.SkipWhen(
            Shared.Value is null,
            $"There is no PostgreSQL: install its server (Debian: apt-get install postgresql), or set {Variable} to a connection string.");
        return Shared.Value!;
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public string CreateDatabase()
    {
        var name = $"test_{Guid.NewGuid():N}";
        using var connection = new NpgsqlConnection(_connection.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name}";
        command.ExecuteNonQuery();

        // No pool: a server of tests is asked by many databases, each for a moment.
        return new NpgsqlConnectionStringBuilder(_connection.ConnectionString) { Database = name, Pooling = false }.ConnectionString;
    }

    /// <summary>Starts a server that a test may stop; without the server's binaries the test is skipped, with the reason.</summary>
    public static PostgresCluster StartOwn()
    {
        var binaries = Binaries();
        Assert.SkipWhen(binaries is null, "There are no PostgreSQL server binaries here: install them (Debian: apt-get install postgresql).");
        return PostgresCluster.Start(binaries!, isDurable: false);
    }

    /// <summary>The server of the connection string, or one of this process alone; null when there is neither.</summary>
    /// <param name="isDurable">Whether one of this process alone writes to disk what it commits, as in production; slower.</param>
    public static PostgresServer? Find(bool isDurable)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return new PostgresServer(given);
        if (Binaries() is not { } binaries)
            return null;

        // Not disposed at ProcessExit: the test runner takes what is done there for threads left running, and fails after 10 seconds.
        return new PostgresServer(PostgresCluster.Start(binaries, isDurable).ConnectionString);
    }

    /// <summary>The folder of <c>initdb</c>: Debian keeps it off the PATH.</summary>
    private static string? Binaries()
    {
        const string debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).OrderByDescending(folder => double.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            : Enumerable.Empty<string>();
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(versions.Select(folder => Path.Combine(folder, "bin")))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }
}
