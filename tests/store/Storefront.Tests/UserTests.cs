using System.Net;
using Postgres.Testing;
using Store.Contracts.Users;

namespace Storefront.Tests;

public abstract class UserTests(DatabaseKind database) : IAsyncLifetime
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

    [Fact]
    public async Task Of_concurrent_registrations_of_a_customer_one_is_accepted()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => RegisterAsync($"k{number}")));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Accepted);
        Assert.Equal(19, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
        Assert.Single(_shop.Outbox);
    }

    [Fact]
    public async Task Concurrent_repeats_of_a_registration_get_its_answer()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RegisterAsync("k1")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body.GetRawText()).Distinct(StringComparer.Ordinal));
        Assert.Single(_shop.Outbox);
    }

    private Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body, HttpResponseMessage Response)> RegisterAsync(string key) =>
        _shop.PostAsync("/users", """{"email":"ada@example.com","name":"Ada"}""", key, token: Tokens.Of("ada"));
}

public sealed class UserTestsOnSqlite() : UserTests(DatabaseKind.Sqlite);

public sealed class UserTestsOnPostgres() : UserTests(DatabaseKind.Postgres);
