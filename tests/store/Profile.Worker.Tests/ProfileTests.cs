using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Postgres.Testing;
using Store.Contracts.Users;
using Store.Testing;

namespace Profile.Worker.Tests;

public abstract class ProfileTests(DatabaseKind kind) : IDisposable
{
    private readonly Database<ProfileDbContext> _database = new(kind);

    public void Dispose() => _database.Dispose();

    [Fact]
    public void The_migrations_make_the_tables_of_the_model()
    {
        var (migrated, ofModel) = _database.Compare();

        Assert.Equal(ofModel, migrated);
    }

    [Fact]
    public async Task Somebody_who_registers_has_a_profile_once()
    {
        await RegisterAsync("u1");
        await RegisterAsync("u1");

        await using var db = _database.Open();
        Assert.Equal("Ada", (await db.Profiles.SingleAsync(TestContext.Current.CancellationToken)).Name);
        Assert.Equal(1, await db.Journal.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_profile_can_be_asked_for()
    {
        await RegisterAsync("u1");

        var (_, profile) = await _database.AskAsync(ProfileEndpoints.Map, "/profiles/u1", TestContext.Current.CancellationToken);

        Assert.Equal("ada@example.com", profile.GetProperty("email").GetString());
    }

    private async Task RegisterAsync(string userId)
    {
        await using var db = _database.Open();
        await new CreateProfile(db, new FakeTimeProvider(Some.Moment)).Consume(new Delivery<UserRegistered>(Some.User(userId)).Context);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}

public sealed class ProfileTestsOnSqlite() : ProfileTests(DatabaseKind.Sqlite);

public sealed class ProfileTestsOnPostgres() : ProfileTests(DatabaseKind.Postgres);
