using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Postgres.Testing;
using Workers.Hosting.Tests.Hosting;
using Workers.Hosting.Tests.Store.ModelChanges;

namespace Workers.Hosting.Tests.Store;

public abstract class ModelChangeTests(DatabaseKind database) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("model-change-").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_model_that_is_as_its_migrations_is_accepted()
    {
        var (code, errors) = await MigrateAsync<Unchanged>();

        Assert.Equal((0, ""), (code, errors));
    }

    [Fact]
    public Task A_property_without_a_migration_is_refused() =>
        IsRefusedAsync<MoreColumns>("column Discount of table Orders is missing");

    [Fact]
    public Task A_table_without_a_migration_is_refused() =>
        IsRefusedAsync<MoreTables>("table Returns is missing");

    [Fact]
    public Task A_property_that_was_removed_from_the_model_only_is_refused_where_its_column_must_have_a_value() =>
        IsRefusedAsync<FewerColumns>("column Total of table Orders must have a value, but is not in the model");

    [Fact]
    public async Task A_column_that_may_be_empty_or_has_a_default_may_be_left_over()
    {
        var (code, errors) = await MigrateAsync<WithoutOptional>();

        Assert.Equal((0, ""), (code, errors));
    }

    [Fact]
    public Task A_property_that_may_be_null_in_the_model_only_is_refused() =>
        IsRefusedAsync<NullInModel>("column Total of table Orders is not nullable");

    [Fact]
    public async Task A_property_of_another_type_is_refused_where_the_database_tells_types_apart()
    {
        if (database == DatabaseKind.Postgres)
            await IsRefusedAsync<OtherType>("column Total of table Orders is of type bigint, but of type character varying(64) in the model");
        else
            Assert.Equal(0, (await MigrateAsync<OtherType>()).Code);
    }

    [Fact]
    public async Task Everything_that_differs_is_named_at_once()
    {
        var (_, errors) = await MigrateAsync<Much>();

        Assert.Contains("column Discount of table Orders", errors, StringComparison.Ordinal);
        Assert.Contains("column Total of table Orders", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_worker_itself_does_not_start_either()
    {
        var connection = ConnectionString();
        await RunAsync<Unchanged>(connection, "--migrate");

        var (code, errors) = await RunAsync<MoreColumns>(connection);

        Assert.Equal(2, code);
        Assert.Contains("column Discount of table Orders is missing", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_without_inbox_and_outbox_is_refused()
    {
        var (code, errors) = await MigrateAsync<WithoutBase>();

        Assert.Equal(2, code);
        Assert.Contains("modelBuilder.AddInboxAndOutbox()", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_default_schema_is_refused_where_there_are_schemas()
    {
        var (code, errors) = await MigrateAsync<OtherSchema>();

        Assert.Equal(database == DatabaseKind.Postgres ? 2 : 0, code);
        Assert.Equal(database == DatabaseKind.Postgres, errors.Contains("HasDefaultSchema", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_execution_strategy_that_retries_is_refused()
    {
        if (database == DatabaseKind.Sqlite)
            return;

        var (code, errors) = await RunAsync<Unchanged>(
            ConnectionString(),
            worker => worker.Services.ConfigureDbContext<Unchanged>(options => options.UseNpgsql(postgres => postgres.EnableRetryOnFailure())),
            "--migrate");

        Assert.Equal(2, code);
        Assert.Contains("EnableRetryOnFailure", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_store_is_refused()
    {
        var (code, errors) = await RunAsync<Unchanged>(ConnectionString(), worker => worker.AddStore<MoreTables>(store => store.UseSqlite().UsePostgreSql()), "--migrate");

        Assert.Equal(2, code);
        Assert.Contains("one store", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_starts_though_an_override_of_SaveChanges_fails_without_an_event()
    {
        var connection = ConnectionString();
        await RunAsync<Unchanged>(connection, "--migrate");
        await using var app = WorkerApplication.Create(Arguments(connection), worker => worker.AddStore<NeedsUser>(store => store.UseSqlite().UsePostgreSql()));

        await app.StartAsync(TestContext.Current.CancellationToken);

        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    private async Task IsRefusedAsync<TContext>(string reason)
        where TContext : OrdersDbContext
    {
        var (code, errors) = await MigrateAsync<TContext>();

        Assert.Equal(2, code);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
        Assert.Contains("Add a migration", errors, StringComparison.Ordinal);
        Assert.Contains(typeof(TContext).Name, errors, StringComparison.Ordinal);
    }

    private Task<(int Code, string Errors)> MigrateAsync<TContext>()
        where TContext : OrdersDbContext => RunAsync<TContext>(ConnectionString(), "--migrate");

    private string ConnectionString() => database == DatabaseKind.Postgres
        ? PostgresServer.Get().CreateDatabase()
        : $"Data Source={Path.Combine(_folder, "orders.db")}";

    private Task<(int Code, string Errors)> RunAsync<TContext>(string connection, params string[] more)
        where TContext : OrdersDbContext => RunAsync<TContext>(connection, _ => { }, more);

    private async Task<(int Code, string Errors)> RunAsync<TContext>(string connection, Action<WorkerBuilder> configure, params string[] more)
        where TContext : OrdersDbContext
    {
        var (code, _, errors) = await ConsoleOutput.OfAsync(() => WorkerApplication.RunAsync(
            Arguments(connection, more),
            worker =>
            {
                worker.AddStore<TContext>(store => store.UseSqlite().UsePostgreSql());
                configure(worker);
            }).WaitAsync(TimeSpan.FromMinutes(2)));
        return (code, errors);
    }

    private string[] Arguments(string connection, params string[] more) =>
    [
        "--environment", "Production", "--urls", "http://127.0.0.1:0", "--ManagementUrl", "http://127.0.0.1:0", "--LogLevel", "Fatal",
        "--DataDirectory", _folder, "--ConnectionStrings:Store", connection, .. more,
    ];
}

[Collection(nameof(ConsoleOutput))]
public sealed class ModelChangeOnSqliteTests() : ModelChangeTests(DatabaseKind.Sqlite);

[Collection(nameof(ConsoleOutput))]
public sealed class ModelChangeOnPostgresTests() : ModelChangeTests(DatabaseKind.Postgres);
