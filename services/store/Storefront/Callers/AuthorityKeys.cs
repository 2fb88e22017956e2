using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Storefront.Callers;

/// <summary>
/// The keys of the authority. HTTP requests share one query to the authority and wait only shortly for its answer, so that an authority that
/// hangs does not block them. Known keys are used until newer keys arrive.
/// </summary>
/// <param name="retrieve">Queries the authority.</param>
/// <param name="lifetime">Time after which known keys are refreshed.</param>
/// <param name="refreshInterval">Minimum time between two refreshes because of tokens with an unknown key, which anyone can send.</param>
/// <param name="clock">The time.</param>
/// <remarks>
/// <see cref="ConfigurationManager{T}"/> accepts any JSON object as keys unless it has a validator. Even with one, it does not query again
/// for <see cref="BaseConfigurationManager.RefreshInterval"/> after a failed refresh.
/// </remarks>
internal sealed class AuthorityKeys(
    Func<CancellationToken, Task<OpenIdConnectConfiguration>> retrieve, TimeSpan lifetime, TimeSpan refreshInterval, TimeProvider clock)
    : IConfigurationManager<OpenIdConnectConfiguration>
{
    /// <summary>Maximum wait of a request while no keys are known.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Minimum time between a failed query and the next.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<OpenIdConnectConfiguration>? _query;
    private volatile OpenIdConnectConfiguration? _known;
    private volatile string? _failure;
    private DateTimeOffset _queryAt;
    private DateTimeOffset _refreshAt;

    /// <summary>The failure of the last query; null if it succeeded.</summary>
    public string? Failure => _failure;

    /// <summary>The keys of the authority of <paramref name="bearer"/>, retrieved in the same way as in ASP.NET Core.</summary>
    public static AuthorityKeys Of(JwtBearerOptions bearer, TimeProvider clock)
    {
        var retriever = new HttpDocumentRetriever(bearer.Backchannel) { RequireHttps = bearer.RequireHttpsMetadata };
        return new AuthorityKeys(
            cancel => OpenIdConnectConfigurationRetriever.GetAsync(bearer.MetadataAddress, retriever, cancel),
            bearer.AutomaticRefreshInterval,
            bearer.RefreshInterval,
            clock);
    }

    /// <exception cref="AuthorityException">No keys are known, and the authority did not answer in time, or failed.</exception>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        var query = Query();
        if (_known is { } known)
            return known;
        try
        {
            return await query.WaitAsync(Patience, clock, cancel);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            return _known ?? throw new AuthorityException(query.IsCompleted ? Describe(error) : "It has not answered yet.", error);
        }
    }

    public void RequestRefresh()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (now < _refreshAt)
                return;
            (_refreshAt, _queryAt) = (now + refreshInterval, now);
        }

        _ = Query();
    }

    private Task<OpenIdConnectConfiguration> Query()
    {
        lock (_lock)
        {
            if (_query is null || (_query.IsCompleted && clock.GetUtcNow() >= _queryAt))
                _query = QueryAsync();
            return _query;
        }
    }

    private async Task<OpenIdConnectConfiguration> QueryAsync()
    {
        try
        {
            var answer = await retrieve(CancellationToken.None);
            Check(answer);
            (_known, _failure) = (answer, null);
            Wait(lifetime);
            return answer;
        }
        catch (Exception error)
        {
            _failure = Describe(error);
            Wait(Pause);
            throw;
        }
    }

    private void Wait(TimeSpan wait)
    {
        lock (_lock)
            _queryAt = clock.GetUtcNow() + wait;
    }

    // A maintenance page with status 200, for example, has no keys to verify tokens.
    private static void Check(OpenIdConnectConfiguration answer)
    {
        if (string.IsNullOrEmpty(answer.Issuer))
            throw new InvalidDataException("Its answer has no issuer.");
        if (answer.SigningKeys.Count == 0)
            throw new InvalidDataException("Its answer has no signing key.");
    }

    private static string Describe(Exception error) => error.InnerException?.Message ?? error.Message;
}

/// <summary>The authority does not return the keys that verify tokens.</summary>
internal sealed class AuthorityException(string message, Exception inner) : Exception(message, inner);
