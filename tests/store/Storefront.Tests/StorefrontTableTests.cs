using Postgres.Testing;
using Store.Testing;
using Storefront.Data;

namespace Storefront.Tests;

public abstract class StorefrontTableTests(DatabaseKind kind) : IDisposable
{
    private readonly Database<StorefrontDbContext> _database = new(kind);

    public void Dispose() => _database.Dispose();

    [Fact]
    public void Are_made_by_the_migrations_as_the_model_asks_for_them()
    {
        var (migrated, ofModel) = _database.Compare();

        Assert.Equal(ofModel, migrated);
    }
}

public sealed class StorefrontTableTestsOnSqlite() : StorefrontTableTests(DatabaseKind.Sqlite);

public sealed class StorefrontTableTestsOnPostgres() : StorefrontTableTests(DatabaseKind.Postgres);
