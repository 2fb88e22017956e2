using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Postgres.Testing;

namespace Storefront.Tests;

/// <summary>Tokens of an OpenID Connect authority, whose keys the Storefront asks for.</summary>
public sealed class AuthorityTests : IAsyncLifetime
{
    private const string Order = """{"customer":{"email":"ada@example.com"},"lines":[{"sku":"A","quantity":1}]}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RSA[] _keys = [RSA.Create(2048), RSA.Create(2048)];
    private RSA _key = null!;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication _authority = null!;
    private volatile bool _hangs;
    private volatile string? _badMetadata;
    private volatile string? _badKeys;
    private volatile string _keyId = "k1";
    private int _questions;

    private string Issuer => _authority.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        _key = _keys[0];
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _authority = builder.Build();
        _authority.Urls.Add("http://127.0.0.1:0");
        _authority.MapGet("/.well-known/openid-configuration", async () =>
        {
            Interlocked.Increment(ref _questions);
            if (_hangs)
                await _released.Task;
            return _badMetadata is { } bad ? Results.Text(bad, "application/json") : Results.Json(new { issuer = Issuer, jwks_uri = $"{Issuer}/keys" });
        });
        _authority.MapGet("/keys", () =>
        {
            if (_badKeys is { } bad)
                return Results.Text(bad, "application/json");
            var key = _key.ExportParameters(includePrivateParameters: false);
            return Results.Json(new
            {
                keys = new[] { new { kty = "RSA", use = "sig", kid = _keyId, n = Base64UrlEncoder.Encode(key.Modulus), e = Base64UrlEncoder.Encode(key.Exponent) } },
            });
        });
        await _authority.StartAsync(Shop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _released.TrySetResult();
        await _authority.DisposeAsync();
        foreach (var key in _keys)
            key.Dispose();
    }

    [Fact]
    public async Task A_token_that_the_authority_signed_for_the_shop_is_taken()
    {
        await using var shop = await OpenAsync(Issuer);

        Assert.Equal(HttpStatusCode.Accepted, (await shop.PostAsync("/orders", Order, token: TokenOf(_key))).Status);
    }

    [Fact]
    public async Task Any_other_token_is_not()
    {
        using var other = RSA.Create(2048);
        await using var shop = await OpenAsync(Issuer);
        string[] tokens =
        [
            TokenOf(other),
            TokenOf(_key, audience: "another"),
            TokenOf(_key, issuer: "https://elsewhere.example"),
            Unsigned(),
            SignedWithThePublicKey(),
        ];

        foreach (var token in tokens)
            Assert.Equal(HttpStatusCode.Unauthorized, (await shop.PostAsync("/orders", Order, token: token)).Status);
        Assert.Empty(shop.Outbox);
    }

    [Fact]
    public async Task While_the_authority_does_not_answer_a_token_is_not_taken_and_it_is_no_error_of_the_shop()
    {
        await using var shop = await OpenAsync("http://127.0.0.1:1");

        var (status, problem, response) = await shop.PostAsync("/orders", Order, token: TokenOf(_key));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
        Assert.Equal(503, problem.GetProperty("status").GetInt32());
        Assert.Empty(shop.Outbox);
    }

    [Fact]
    public async Task While_the_authority_does_not_answer_tokens_do_not_fill_the_log()
    {
        await using var shop = await OpenAsync("http://127.0.0.1:1");

        for (var times = 0; times < 20; times++)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await shop.StatusAsync("/orders/1", TokenOf(_key)));
        await Eventually.UntilAsync(() => shop.Log.Lines.Count > 0);

        Assert.Contains("does not return its keys", Assert.Single(shop.Log.Lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_that_never_answers_holds_no_request()
    {
        _hangs = true;
        await using var shop = await OpenAsync(Issuer);

        // Each is answered although the authority has answered none; the deadline is below the time after which a client gives up.
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shop.PostAsync("/orders", Order, token: TokenOf(_key)))).WaitAsync(Patience, Shop.Token);

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status));
        Assert.Equal(HttpStatusCode.OK, await shop.StatusAsync("/products", TokenOf(_key)).WaitAsync(Patience, Shop.Token));
        Assert.Equal(HttpStatusCode.NotFound, await shop.StatusAsync("/nothing", TokenOf(_key)).WaitAsync(Patience, Shop.Token));

        _released.TrySetResult();
        await Eventually.UntilAsync(() => IsAcceptedAsync(shop, TokenOf(_key)));
    }

    [Theory]
    [InlineData("{}", null, "issuer")]
    [InlineData("""{"error":"maintenance"}""", null, "issuer")]
    [InlineData("""{"issuer":"https://id.example.com"}""", null, "key")]
    [InlineData(null, """{"keys":[]}""", "key")]
    [InlineData(null, "{}", "key")]
    public async Task An_answer_without_an_issuer_or_a_key_is_none(string? metadata, string? keys, string reason)
    {
        (_badMetadata, _badKeys) = (metadata, keys);
        await using var shop = await OpenAsync(Issuer);

        for (var times = 0; times < 3; times++)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await shop.PostAsync("/orders", Order, token: TokenOf(_key))).Status);
        await Eventually.UntilAsync(() => shop.Log.Lines.Any(line => line.Level == LogLevel.Error && line.Text.Contains(reason, StringComparison.Ordinal)));

        (_badMetadata, _badKeys) = (null, null);
        await Eventually.UntilAsync(() => IsAcceptedAsync(shop, TokenOf(_key)));
        Assert.Single(shop.Outbox);
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData(null, """{"keys":[]}""")]
    public async Task It_does_not_replace_keys_that_are_known(string? metadata, string? keys)
    {
        await using var shop = await OpenAsync(Issuer);
        Assert.True(await IsAcceptedAsync(shop, TokenOf(_key)));
        using var unknown = RSA.Create(2048);

        (_badMetadata, _badKeys) = (metadata, keys);
        var before = Volatile.Read(ref _questions);
        await Eventually.UntilAsync(async () =>
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await shop.PostAsync("/orders", Order, token: TokenOf(unknown, keyId: "unknown"))).Status);
            Assert.True(await IsAcceptedAsync(shop, TokenOf(_key)));
            return Volatile.Read(ref _questions) >= before + 2;
        });

        // The keys that the authority has when it is good again are those that count.
        (_key, _keyId, _badMetadata, _badKeys) = (_keys[1], "k2", null, null);
        await Eventually.UntilAsync(() => IsAcceptedAsync(shop, TokenOf(_keys[1], keyId: "k2")));
    }

    [Fact]
    public async Task A_new_key_is_asked_for_when_a_token_names_it()
    {
        await using var shop = await OpenAsync(Issuer);
        Assert.True(await IsAcceptedAsync(shop, TokenOf(_key)));

        (_key, _keyId) = (_keys[1], "k2");
        await Eventually.UntilAsync(() => IsAcceptedAsync(shop, TokenOf(_keys[1], keyId: "k2")));

        // Anybody can send tokens of unknown keys: they must not have the authority asked each time.
        var before = Volatile.Read(ref _questions);
        using var unknown = RSA.Create(2048);
        for (var times = 0; times < 5; times++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await shop.PostAsync("/orders", Order, token: TokenOf(unknown, keyId: "unknown"))).Status);
        Assert.Equal(before, Volatile.Read(ref _questions));
    }

    [Fact]
    public async Task Keys_that_are_known_stay_good_while_it_does_not_answer()
    {
        await using var shop = await OpenAsync(Issuer);
        Assert.Equal(HttpStatusCode.Accepted, (await shop.PostAsync("/orders", Order, token: TokenOf(_key))).Status);
        using var unknown = RSA.Create(2048);
        _hangs = true;

        for (var times = 0; times < 3; times++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await shop.PostAsync("/orders", Order, token: TokenOf(unknown, keyId: "k2")).WaitAsync(Patience, Shop.Token)).Status);
            Assert.Equal(HttpStatusCode.Accepted, (await shop.PostAsync("/orders", Order, token: TokenOf(_key)).WaitAsync(Patience, Shop.Token)).Status);
        }
    }

    private static async Task<bool> IsAcceptedAsync(Shop shop, string token) =>
        (await shop.PostAsync("/orders", Order, token: token)).Status == HttpStatusCode.Accepted;

    private static Task<Shop> OpenAsync(string authority) => Shop.OpenAsync(
        DatabaseKind.Sqlite,
        settings:
        [
            ("Authentication:Schemes:Bearer:Authority", authority),
            ("Authentication:Schemes:Bearer:RequireHttpsMetadata", "false"),
            ("Authentication:Schemes:Bearer:ValidAudiences:0", "shop"),
        ]);

    private string TokenOf(RSA key, string audience = "shop", string? issuer = null, string keyId = "k1") =>
        new JsonWebTokenHandler().CreateToken(Descriptor(audience, issuer, new SigningCredentials(new RsaSecurityKey(key) { KeyId = keyId }, SecurityAlgorithms.RsaSha256)));

    private string Unsigned() => new JsonWebTokenHandler().CreateToken(Descriptor("shop", issuer: null, credentials: null));

    /// <summary>What verifies is known to everybody: as the secret of an HMAC it would let anybody sign.</summary>
    private string SignedWithThePublicKey() => new JsonWebTokenHandler().CreateToken(Descriptor(
        "shop", issuer: null, new SigningCredentials(new SymmetricSecurityKey(_key.ExportSubjectPublicKeyInfo()) { KeyId = "k1" }, SecurityAlgorithms.HmacSha256)));

    private SecurityTokenDescriptor Descriptor(string audience, string? issuer, SigningCredentials? credentials) => new()
    {
        Issuer = issuer ?? Issuer,
        Audience = audience,
        Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = "ada" },
        Expires = DateTime.UtcNow.AddMinutes(5),
        SigningCredentials = credentials,
    };
}
