using Npgsql;
using Postgres.Testing;
using Workers.Deploy.Database;
using Workers.Deploy.Tests.Synthesis;

namespace Workers.Deploy.Tests;

/// <summary>setup.sql, run by psql as on RDS: by an administrator who is no superuser.</summary>
public sealed class TheDatabaseSetup : IAsyncLifetime
{
    private readonly string _administrator = $"administrator_{Guid.NewGuid():N}"[..30];
    private NpgsqlConnectionStringBuilder _server = [];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Tool.IsOnPath("psql"), "There is no psql on the PATH (Debian: apt-get install postgresql-client).");
        _server = new NpgsqlConnectionStringBuilder(PostgresServer.Get().CreateDatabase());
        await ExecuteAsync(_server.ConnectionString, $"CREATE ROLE {_administrator} LOGIN CREATEDB CREATEROLE PASSWORD 'administrator'");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task It_makes_a_database_that_belongs_to_its_user()
    {
        var name = NewName();
        await SetUpAsync(name, "first");

        await ExecuteAsync(As(name, name), "CREATE TABLE things (id int)");
        Assert.Equal(name, await ExecuteAsync(As(name, name), "SELECT tableowner FROM pg_tables WHERE tablename = 'things'"));
    }

    [Fact]
    public async Task It_keeps_others_out()
    {
        var (mine, other) = (NewName(), NewName());
        await SetUpAsync(mine, "first");
        await SetUpAsync(other, "first");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(As(other, mine), "SELECT 1"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task It_may_run_again_and_takes_over_a_changed_password()
    {
        var name = NewName();
        await SetUpAsync(name, "first");
        var before = await PasswordAsync(name);
        await SetUpAsync(name, "second's");

        Assert.NotEqual(before, await PasswordAsync(name));
    }

    [Fact]
    public async Task Several_may_run_at_once()
    {
        var name = NewName();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SetUpAsync(name, "same")));

        Assert.Equal(1, await ExecuteAsync(As(name, name), "SELECT 1"));
    }

    private static string NewName() => $"svc-{Guid.NewGuid():N}"[..20];

    /// <summary>As the container in the task does it.</summary>
    private async Task SetUpAsync(string name, string password)
    {
        var (code, output) = await Tool.RunAsync(
            "psql",
            ["--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1"],
            ServiceDatabase.Script,
            ("PGHOST", _server.Host!), ("PGPORT", $"{_server.Port}"), ("PGDATABASE", "postgres"), ("PGUSER", _administrator),
            ("PGPASSWORD", "administrator"), ("SERVICE_NAME", name), ("SERVICE_PASSWORD", password));
        Assert.True(code == 0, output);
    }

    private string As(string user, string database) => new NpgsqlConnectionStringBuilder(_server.ConnectionString)
    {
        Username = user,
        Password = "first",
        Database = database,
    }.ConnectionString;

    private async Task<object?> PasswordAsync(string name) =>
        await ExecuteAsync(_server.ConnectionString, $"SELECT rolpassword FROM pg_authid WHERE rolname = '{name}'");

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
