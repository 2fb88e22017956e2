using System.Net;
using Postgres.Testing;
using Store.Contracts.Users;

namespace Storefront.Tests;

public abstract class RegisteringUsers(DatabaseKind database) : IAsyncLifetime
{
    private Shop _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await Shop.OpenAsync(database);

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task A_registration_is_accepted_kept_and_announced()
    {
        var (status, body, response) = await _shop.PostAsync("/users", """{"email":"ada@example.com","name":"Ada"}""");

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(body.GetProperty("userId").GetString(), Assert.IsType<UserRegistered>(Assert.Single(_shop.Outbox).Event).UserId);
        Assert.Equal("Ada", (await _shop.GetAsync(response.Headers.Location!.ToString())).GetProperty("name").GetString());
    }

    [Theory, InlineData("""{"email":"ada@example.com"}""", "name"), InlineData("""{"email":"ada","name":"Ada"}""", "email"),
     InlineData("""{"email":"ada@example.com","name":"Ada","admin":true}""", "admin"), InlineData("""{"email":7,"name":"Ada"}""", "email")]
    public async Task A_bad_body_is_refused_by_member(string body, string member)
    {
        var (status, problem, _) = await _shop.PostAsync("/users", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([member], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }
}

public sealed class RegisteringUsersOnSqlite() : RegisteringUsers(DatabaseKind.Sqlite);

public sealed class RegisteringUsersOnPostgres() : RegisteringUsers(DatabaseKind.Postgres);
