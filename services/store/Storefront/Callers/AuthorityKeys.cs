using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Storefront.Callers;

/// <summary>
/// The keys of the authority. Requests that need them share one question to it, and wait for its answer only for a moment: an authority that
/// hangs must hold no request. Keys that are known are used while newer ones are asked for, and until there are newer ones.
/// </summary>
/// <param name="ask">Asks the authority.</param>
/// <param name="lifetime">Time after which known keys are asked for again.</param>
/// <param name="refreshInterval">Shortest time between two questions because of tokens with an unknown key, which anybody can send.</param>
/// <param name="clock">The time.</param>
/// <remarks>
/// <see cref="ConfigurationManager{T}"/> takes any JSON object for keys unless it has a validator, and even then does not ask again for
/// <see cref="BaseConfigurationManager.RefreshInterval"/> after a refresh that failed.
/// </remarks>
internal sealed class AuthorityKeys(
    Func<CancellationToken, Task<OpenIdConnectConfiguration>> ask, TimeSpan lifetime, TimeSpan refreshInterval, TimeProvider clock)
    : IConfigurationManager<OpenIdConnectConfiguration>
{
    /// <summary>Longest wait of a request for keys that are not known yet.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Shortest time between two questions of which the first failed.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<OpenIdConnectConfiguration>? _question;
    private volatile OpenIdConnectConfiguration? _known;
    private volatile string? _failure;
    private DateTimeOffset _askAt;
    private DateTimeOffset _refreshAt;

    /// <summary>Why the last question failed; null when it did not.</summary>
    public string? Failure => _failure;

    /// <summary>The keys of the authority of <paramref name="bearer"/>, asked for as ASP.NET Core does it.</summary>
    public static AuthorityKeys Of(JwtBearerOptions bearer, TimeProvider clock)
    {
        var retriever = new HttpDocumentRetriever(bearer.Backchannel) { RequireHttps = bearer.RequireHttpsMetadata };
        return new AuthorityKeys(
            cancel => OpenIdConnectConfigurationRetriever.GetAsync(bearer.MetadataAddress, retriever, cancel),
            bearer.AutomaticRefreshInterval,
            bearer.RefreshInterval,
            clock);
    }

    /// <exception cref="AuthorityException">No keys are known, and the authority has not answered in time, or has failed.</exception>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        var question = Ask();
        if (_known is { } known)
            return known;
        try
        {
            return await question.WaitAsync(Patience, clock, cancel);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            return _known ?? throw new AuthorityException(question.IsCompleted ? Describe(error) : "It has not answered yet.", error);
        }
    }

    public void RequestRefresh()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (now < _refreshAt)
                return;
            (_refreshAt, _askAt) = (now + refreshInterval, now);
        }

        _ = Ask();
    }

    private Task<OpenIdConnectConfiguration> Ask()
    {
        lock (_lock)
        {
            if (_question is null || (_question.IsCompleted && clock.GetUtcNow() >= _askAt))
                _question = AskAsync();
            return _question;
        }
    }

    private async Task<OpenIdConnectConfiguration> AskAsync()
    {
        try
        {
            var answer = await ask(CancellationToken.None);
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
            _askAt = clock.GetUtcNow() + wait;
    }

    // Such as a page of maintenance with the status 200: no token could be verified with it.
    private static void Check(OpenIdConnectConfiguration answer)
    {
        if (string.IsNullOrEmpty(answer.Issuer))
            throw new InvalidDataException("Its answer has no issuer.");
        if (answer.SigningKeys.Count == 0)
            throw new InvalidDataException("Its answer has no key that signs.");
    }

    private static string Describe(Exception error) => error.InnerException?.Message ?? error.Message;
}

/// <summary>The authority does not give the keys by which tokens are verified.</summary>
internal sealed class AuthorityException(string message, Exception inner) : Exception(message, inner);
