using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Storefront.Callers;

/// <summary>
/// The keys of the authority. Requests that need them share one question to it, and wait for its answer only for a moment: an authority that
/// hangs must hold no request. Keys that are known are used while newer ones are asked for.
/// </summary>
/// <param name="source">Asks the authority, and decides when its keys are old.</param>
/// <param name="clock">The time.</param>
internal sealed class AuthorityKeys(IConfigurationManager<OpenIdConnectConfiguration> source, TimeProvider clock)
    : IConfigurationManager<OpenIdConnectConfiguration>
{
    /// <summary>Longest wait of a request for keys that are not known yet.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Shortest time between two questions of which the first failed.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<OpenIdConnectConfiguration>? _question;
    private OpenIdConnectConfiguration? _known;
    private DateTimeOffset _askAgain;

    /// <exception cref="AuthorityException">No keys are known, and the authority has not answered in time, or has failed.</exception>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        var question = Ask();
        if (!question.IsCompleted && _known is { } known)
            return known;
        try
        {
            return await question.WaitAsync(Patience, clock, cancel);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            return _known ?? throw new AuthorityException(
                question.IsCompleted ? error.InnerException?.Message ?? error.Message : "It has not answered yet.", error);
        }
    }

    public void RequestRefresh() => source.RequestRefresh();

    private Task<OpenIdConnectConfiguration> Ask()
    {
        lock (_lock)
        {
            if (_question is null || (_question.IsCompleted && clock.GetUtcNow() >= _askAgain))
                _question = AskAsync();
            return _question;
        }
    }

    private async Task<OpenIdConnectConfiguration> AskAsync()
    {
        try
        {
            return _known = await source.GetConfigurationAsync(CancellationToken.None);
        }
        catch
        {
            _askAgain = clock.GetUtcNow() + Pause;
            throw;
        }
    }
}

/// <summary>The authority does not give the keys by which tokens are verified.</summary>
internal sealed class AuthorityException(string message, Exception inner) : Exception(message, inner);
