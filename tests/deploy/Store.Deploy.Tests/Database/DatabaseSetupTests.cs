using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Postgres.Testing;
using Store.Deploy.Database;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Database;

/// <summary>setup.sql, run by psql on PostgreSQL as on RDS: by an administrator who is no superuser.</summary>
public sealed class DatabaseSetupTests : IAsyncLifetime
{
    private readonly string _administrator = $"administrator_{Guid.NewGuid():N}"[..30];
    private NpgsqlConnectionStringBuilder _server = [];

    public async ValueTask InitializeAsync()
    {
        Psql.SkipWhereMissing();
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
    public async Task It_may_run_again_and_adopts_a_changed_password()
    {
        var name = NewName();
        await SetUpAsync(name, "first");
        await SetUpAsync(name, "second's $HOME \"`");

        Assert.True(Verifies("second's $HOME \"`", await VerifierAsync(name)));
        Assert.False(Verifies("first", await VerifierAsync(name)));
    }

    [Fact]
    public async Task The_server_is_sent_a_verifier_and_never_the_password()
    {
        using var server = PostgresServer.StartOwn();
        await ExecuteAsync(server.ConnectionString, "ALTER SYSTEM SET logging_collector = on");
        await ExecuteAsync(server.ConnectionString, "ALTER SYSTEM SET log_statement = 'all'");
        server.Stop();
        server.Start();
        await ExecuteAsync(server.ConnectionString, "CREATE ROLE administrator LOGIN CREATEROLE");
        await ExecuteAsync(server.ConnectionString, "CREATE ROLE other LOGIN SUPERUSER");
        await ExecuteAsync(server.ConnectionString, "COMMENT ON ROLE other IS 'workers prod'");
        var address = new NpgsqlConnectionStringBuilder(server.ConnectionString);

        // The first does not get as far as a database, and the other not even as far as a password.
        var (made, _) = await RunAsync(address, "administrator", ("mine", "open sesame"));
        var (refused, said) = await RunAsync(address, "administrator", ("other", "open barley"));

        Assert.NotEqual(0, made);
        Assert.NotEqual(0, refused);
        Assert.Contains("superuser", said, StringComparison.Ordinal);
        var log = (string)(await ExecuteAsync(server.ConnectionString, "SELECT pg_read_file(pg_current_logfile())"))!;
        Assert.Contains("PASSWORD 'SCRAM-SHA-256$4096:", log, StringComparison.Ordinal);
        Assert.DoesNotContain("open", log, StringComparison.Ordinal);
        Assert.True(Verifies("open sesame", (string)(await ExecuteAsync(
            server.ConnectionString, "SELECT rolpassword FROM pg_authid WHERE rolname = 'mine'"))!));
    }

    [Fact]
    public async Task A_service_that_fails_ends_it_with_an_error()
    {
        var address = new NpgsqlConnectionStringBuilder(_server.ConnectionString);
        var (first, second) = (NewName(), NewName());

        var (code, said) = await RunAsync(address, _administrator, (first, "first"), ("postgres", "no"), (second, "second"));

        Assert.NotEqual(0, code);
        Assert.Contains("ERROR", said, StringComparison.Ordinal);
        Assert.Equal(1L, await ExecuteAsync(_server.ConnectionString, $"SELECT count(*) FROM pg_database WHERE datname IN ('{first}', '{second}')"));
    }

    [Fact]
    public async Task Several_may_run_at_once()
    {
        var name = NewName();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SetUpAsync(name, "same")));

        Assert.Equal(1, await ExecuteAsync(As(name, name), "SELECT 1"));
    }

    [Fact]
    public async Task A_user_of_somebody_else_keeps_its_password()
    {
        var name = NewName();
        await ExecuteAsync(_server.ConnectionString, $"CREATE ROLE \"{name}\" LOGIN PASSWORD 'first'");

        var (code, output) = await RunAsync(_server, _administrator, (name, "new"));

        Assert.NotEqual(0, code);
        Assert.Contains($"The user {name} exists already, and this setup did not create it for the environment prod", output, StringComparison.Ordinal);
        Assert.Equal(1, await ExecuteAsync(As(name, "postgres"), "SELECT 1"));
    }

    private static string NewName() => $"svc-{Guid.NewGuid():N}"[..20];

    private async Task SetUpAsync(string name, string password)
    {
        var (code, output) = await RunAsync(_server, _administrator, (name, password));
        Assert.True(code == 0, output);
    }

    /// <summary>As the container of the setup's task does it.</summary>
    private static Task<(int Code, string Output)> RunAsync(
        NpgsqlConnectionStringBuilder server, string administrator, params IReadOnlyList<(string Name, string Password)> services) => Psql.RunShellAsync(
        SetupContainer.Function + string.Join(" && ", services.Select((service, index) => $"setup {service.Name} \"$PASSWORD_{index}\"")),
        [
            ("PGHOST", server.Host!), ("PGPORT", $"{server.Port}"), ("PGDATABASE", "postgres"), ("PGUSER", administrator),
            ("PGPASSWORD", "administrator"), ("SETUP", SetupContainer.Script), ("ENVIRONMENT", "prod"),
            .. services.Select((service, index) => ($"PASSWORD_{index}", service.Password)),
        ]);

    /// <summary>Whether the verifier is that of the password (RFC 5803: iterations, salt, stored key, server key).</summary>
    private static bool Verifies(string password, string verifier)
    {
        var parts = verifier.Split('$', ':');
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password), Convert.FromBase64String(parts[2]), int.Parse(parts[1]), HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        return parts[0] == "SCRAM-SHA-256" && Convert.ToBase64String(stored) == parts[3];
    }

    private string As(string user, string database) => new NpgsqlConnectionStringBuilder(_server.ConnectionString)
    {
        Username = user,
        Password = "first",
        Database = database,
    }.ConnectionString;

    private async Task<string> VerifierAsync(string name) =>
        (string)(await ExecuteAsync(_server.ConnectionString, $"SELECT rolpassword FROM pg_authid WHERE rolname = '{name}'"))!;

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
