using Npgsql;
using Workers.Hosting.Subscriptions;

namespace Store.AppHost;

/// <summary>
/// A database for each service on one PostgreSQL server, named <c>workers_local_{port of LocalAws}_{service}</c>. LocalAws loses
/// its queues when it stops, so a new start begins with empty databases, unless the data should be kept.
/// </summary>
internal static class PostgresDatabases
{
    /// <summary>Connections of all services together; PostgreSQL allows 100 by default.</summary>
    private const int MaxConnections = 90;

    /// <exception cref="SetupException">The connection string is wrong, or the server refuses access.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> PrepareAsync(
        string server, IReadOnlyList<ServiceFolder> services, int port, bool keeps, CancellationToken cancellationToken)
    {
        try
        {
            var strings = services.ToDictionary(
                service => service.Name,
                service => ConnectionString(server, $"workers_local_{port}_{service.Name}", MaxConnections / services.Count),
                StringComparer.Ordinal);
            await using var source = NpgsqlDataSource.Create(Administrators(server));
            foreach (var connection in strings.Values)
                await PrepareAsync(source, new NpgsqlConnectionStringBuilder(connection).Database!, keeps, cancellationToken);
            return strings;
        }
        catch (Exception error) when (error is NpgsqlException or ArgumentException)
        {
            throw new SetupException(
                $"--postgres: {error.Message} The user of the connection string needs the right to create databases. Example: Host=127.0.0.1;Username=postgres;Password=…",
                error);
        }
    }

    private static string ConnectionString(string server, string database, int poolSize)
    {
        var builder = new NpgsqlConnectionStringBuilder(server) { Database = database };
        if (!builder.ShouldSerialize("Maximum Pool Size"))
            builder.MaxPoolSize = poolSize;
        return builder.ConnectionString;
    }

    private static string Administrators(string server)
    {
        var builder = new NpgsqlConnectionStringBuilder(server) { Pooling = false };
        builder.Database ??= "postgres";
        return builder.ConnectionString;
    }

    private static async Task PrepareAsync(NpgsqlDataSource source, string database, bool keeps, CancellationToken cancellationToken)
    {
        if (!keeps)
            await ExecuteAsync($"DROP DATABASE IF EXISTS \"{database}\" WITH (FORCE)");
        await using var find = source.CreateCommand("SELECT 1 FROM pg_database WHERE datname = $1");
        find.Parameters.AddWithValue(database);
        if (await find.ExecuteScalarAsync(cancellationToken) is null)
            await ExecuteAsync($"CREATE DATABASE \"{database}\"");

        async Task ExecuteAsync(string statement)
        {
            await using var command = source.CreateCommand(statement);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
