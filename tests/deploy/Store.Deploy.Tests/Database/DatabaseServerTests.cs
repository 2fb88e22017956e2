using System.Security.Authentication;
using System.Text.Json.Nodes;
using Npgsql;
using Postgres.Testing;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Database;

/// <summary>Whom a task of production takes for its database server, as its template says, and with a server that speaks TLS.</summary>
public sealed class DatabaseServerTests(Synthesized synthesized) : IAsyncLifetime
{
    private const string Name = "localhost";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("authorities-");
    private readonly Authority _authority = new();
    private readonly Authority _other = new();
    private PostgresCluster _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = PostgresServer.StartOwn();
        var (certificate, key) = _authority.VouchFor(Name);
        await ExecuteAsync(Write(certificate, "server.crt"));
        await ExecuteAsync(Write(key, "server.key"));
        await ExecuteAsync("ALTER SYSTEM SET ssl = on");
        await ExecuteAsync("ALTER ROLE postgres PASSWORD 'postgres'");
        await ExecuteAsync("SELECT pg_reload_conf()");
    }

    [Fact]
    public async Task The_program_connects_to_the_one_that_one_of_the_authorities_vouches_for() =>
        Assert.Equal("localhost by TLS", await ConnectAsync(Name, _other, _authority));

    [Fact]
    public Task The_program_refuses_one_that_another_authority_vouches_for() => RefusedAsync(Name, _other);

    [Fact]
    public Task The_program_refuses_one_of_another_name() => RefusedAsync("127.0.0.1", _authority);

    [Fact]
    public async Task Psql_connects_to_the_one_that_one_of_the_authorities_vouches_for()
    {
        var (code, output) = await SetUpAsync(Name, _other, _authority);

        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Psql_refuses_one_that_another_authority_vouches_for()
    {
        var (code, output) = await SetUpAsync(Name, _other);

        Assert.NotEqual(0, code);
        Assert.Contains("certificate verify failed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Psql_refuses_one_of_another_name()
    {
        var (code, output) = await SetUpAsync("127.0.0.1", _authority);

        Assert.NotEqual(0, code);
        Assert.Contains("does not match host name", output, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        _authority.Dispose();
        _other.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task RefusedAsync(string host, Authority trusted) => Assert.IsType<AuthenticationException>(
        (await Assert.ThrowsAsync<NpgsqlException>(() => ConnectAsync(host, trusted))).InnerException);

    /// <summary>As the program does it, with what its variable says.</summary>
    private async Task<string> ConnectAsync(string host, params IEnumerable<Authority> trusted)
    {
        var file = Path.Combine(_folder.FullName, "trusted.pem");
        await File.WriteAllTextAsync(file, Pem(trusted), TestContext.Current.CancellationToken);
        var settings = new NpgsqlConnectionStringBuilder(Variables(Container("payment", "payment"))["ConnectionStrings__Store"])
        {
            Host = host,
            Port = Port,
            Username = "postgres",
            Database = "postgres",
            RootCertificate = file,
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        return $"{connection.Host} by {(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is true ? "TLS" : "nothing")}";
    }

    /// <summary>As the task of the setup does it: its command, and its variables but for where server and folder are.</summary>
    private async Task<(int Code, string Output)> SetUpAsync(string host, params IEnumerable<Authority> trusted)
    {
        Psql.SkipWhereMissing();
        var container = Container("setup", "setup");
        var variables = Variables(container);
        variables["AUTHORITIES"] = Pem(trusted);
        variables["PGSSLROOTCERT"] = Path.Combine(_folder.FullName, Path.GetFileName(variables["PGSSLROOTCERT"]));
        (variables["PGHOST"], variables["PGPORT"]) = (host, $"{Port}");
        foreach (var secret in container["Secrets"]!.AsArray())
            variables[secret!["Name"]!.ToString()] = "postgres";
        return await Psql.RunShellAsync(
            container["Command"]![0]!.ToString(), variables.Select(variable => (variable.Key, variable.Value)));
    }

    private static string Pem(IEnumerable<Authority> authorities) => string.Join('\n', authorities.Select(authority => authority.Pem));

    private int Port => new NpgsqlConnectionStringBuilder(_server.ConnectionString).Port;

    private static Dictionary<string, string> Variables(JsonNode container) => container["Environment"]!.AsArray().ToDictionary(
        variable => variable!["Name"]!.ToString(), variable => variable!["Value"]!.ToString(), StringComparer.Ordinal);

    private JsonNode Container(string stack, string name) => Assert.Single(
        synthesized.Prod.One(stack, "AWS::ECS::TaskDefinition").List("ContainerDefinitions"),
        container => container["Name"]!.ToString() == name);

    /// <summary>Into the server's own folder, and for nobody else: it takes no key that others could read.</summary>
    private static string Write(string text, string file) =>
        $"COPY (SELECT unnest(string_to_array('{text.ReplaceLineEndings("\n").Trim()}', E'\n'))) TO PROGRAM 'umask 077; cat >{file}'";

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_server.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
