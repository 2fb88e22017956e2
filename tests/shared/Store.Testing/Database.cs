using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Postgres.Testing;
using Workers.Hosting;

namespace Store.Testing;

/// <summary>A database that many contexts can look at, one after another, as a worker's deliveries do. Its tables are migrated, and empty.</summary>
public sealed class Database<TContext> : IDisposable
    where TContext : DbContext
{
    private readonly SqliteConnection? _memory;
    private readonly PostgresDatabase<TContext>? _postgres;
    private readonly DbContextOptions<TContext> _options;

    /// <summary>Creates it; on PostgreSQL the test is skipped when there is none.</summary>
    public Database(DatabaseKind kind)
    {
        var options = new DbContextOptionsBuilder<TContext>();
        if (kind == DatabaseKind.Postgres)
        {
            _postgres = new PostgresDatabase<TContext>();
            options.UsePostgreSqlStore(_postgres.ConnectionString);
            _options = options.Options;
            return;
        }

        _memory = new SqliteConnection("Data Source=:memory:");
        _memory.Open();
        options.UseSqliteStore(_memory);
        _options = options.Options;
        using var db = Open();
        db.Database.Migrate();
    }

    /// <summary>A context of its own, as each delivery has one.</summary>
    public TContext Open() => (TContext)Activator.CreateInstance(typeof(TContext), _options)!;

    /// <summary>What the migrations made, and what the model asks for: columns, indexes and constraints, a line each.</summary>
    public (IReadOnlyList<string> Migrated, IReadOnlyList<string> OfModel) Compare()
    {
        using var migrated = Open();
        using var memory = new SqliteConnection("Data Source=:memory:");
        memory.Open();
        var options = new DbContextOptionsBuilder<TContext>();
        if (_postgres is null)
            options.UseSqlite(memory);
        else
            options.UseNpgsql(PostgresServer.Get().CreateDatabase());
        using var model = (TContext)Activator.CreateInstance(typeof(TContext), options.Options)!;
        model.Database.EnsureCreated();
        return (Tables.Of(migrated), Tables.Of(model));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _memory?.Dispose();
        _postgres?.Dispose();
    }
}
