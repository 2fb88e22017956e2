using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Storefront.Callers;

namespace Storefront.Tests;

/// <summary>What the log says of an authority that does not give its keys, and how often.</summary>
public sealed class AuthorityCheckTests : IDisposable
{
    private static readonly OpenIdConnectConfiguration Good = new()
    {
        Issuer = "https://id.example.com",
        SigningKeys = { new SymmetricSecurityKey(new byte[32]) },
    };

    private readonly FakeTimeProvider _clock = new();
    private readonly MemoryLog _log = new(LogLevel.Warning);
    private readonly AuthorityKeys _keys;
    private readonly AuthorityCheck _check;
    private OpenIdConnectConfiguration _answer = Good;

    public AuthorityCheckTests()
    {
        _keys = new AuthorityKeys(_ => Task.FromResult(_answer), TimeSpan.FromHours(12), TimeSpan.FromMinutes(5), _clock);
        var options = new ServiceCollection()
            .Configure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, bearer => bearer.ConfigurationManager = _keys)
            .BuildServiceProvider()
            .GetRequiredService<IOptionsMonitor<JwtBearerOptions>>();
        using var loggers = new LoggerFactory([_log]);
        _check = new AuthorityCheck(options, _clock, loggers.CreateLogger<AuthorityCheck>());
    }

    public void Dispose() => _check.Dispose();

    [Fact]
    public async Task An_authority_without_keys_is_reported_every_30_s_until_it_has_them()
    {
        _answer = new OpenIdConnectConfiguration();
        await _check.StartAsync(Shop.Token);

        await PassAsync(TimeSpan.FromSeconds(95));
        Assert.InRange(_log.Lines.Count, 3, 4);
        Assert.All(_log.Lines, line => Assert.Equal(LogLevel.Error, line.Level));
        Assert.All(_log.Lines, line => Assert.Contains("Its answer has no issuer.", line.Text, StringComparison.Ordinal));

        _answer = Good;
        _log.Clear();
        await PassAsync(TimeSpan.FromMinutes(5));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task One_that_has_no_keys_any_more_is_reported_though_those_that_are_known_stay_in_use()
    {
        await _check.StartAsync(Shop.Token);
        await PassAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(_log.Lines);

        _answer = new OpenIdConnectConfiguration { Issuer = Good.Issuer };
        _keys.RequestRefresh();
        await PassAsync(TimeSpan.FromSeconds(90));

        Assert.InRange(_log.Lines.Count, 2, 3);
        Assert.All(_log.Lines, line => Assert.Equal(LogLevel.Warning, line.Level));
        Assert.All(_log.Lines, line => Assert.Contains("Its answer has no signing key.", line.Text, StringComparison.Ordinal));
        Assert.Same(Good, await _keys.GetConfigurationAsync(Shop.Token));
    }

    [Fact]
    public async Task Known_keys_are_asked_for_again_after_their_lifetime()
    {
        var newer = new OpenIdConnectConfiguration { Issuer = Good.Issuer, SigningKeys = { new SymmetricSecurityKey(new byte[64]) } };
        Assert.Same(Good, await _keys.GetConfigurationAsync(Shop.Token));

        _answer = newer;
        _clock.Advance(TimeSpan.FromHours(11));
        Assert.Same(Good, await _keys.GetConfigurationAsync(Shop.Token));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Same(newer, await _keys.GetConfigurationAsync(Shop.Token));
    }

    private async Task PassAsync(TimeSpan time)
    {
        for (var second = 0; second < time.TotalSeconds; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), Shop.Token);
        }
    }
}
