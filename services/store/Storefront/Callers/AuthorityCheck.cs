using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Storefront.Callers;

/// <summary>
/// Requests the keys of the authority from startup on, and logs failures, so that a wrong address is in the log before the first customer
/// sends a token. The Storefront is ready anyway, because products and anonymous orders need no keys.
/// </summary>
internal sealed partial class AuthorityCheck(IOptionsMonitor<JwtBearerOptions> options, TimeProvider clock, ILogger<AuthorityCheck> logger)
    : BackgroundService
{
    /// <summary>Time before a failure is logged, for slow authorities.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var bearer = options.Get(JwtBearerDefaults.AuthenticationScheme);
        for (var wait = Grace; bearer.ConfigurationManager is AuthorityKeys keys && !stoppingToken.IsCancellationRequested; wait = Interval)
        {
            try
            {
                await keys.GetConfigurationAsync(stoppingToken);
                if (keys.Failure is { } failure)
                    LogNoNewerKeys(logger, bearer.Authority, failure, Interval.TotalSeconds);
            }
            catch (AuthorityException error)
            {
                if (wait != Grace)
                    LogNoKeys(logger, bearer.Authority, error.Message, Interval.TotalSeconds);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "The authority {Authority} does not return its keys, and customers get 503: {Reason} The next request follows with each token and in {Seconds} s. "
        + "Check Authentication__Schemes__Bearer__Authority")]
    private static partial void LogNoKeys(ILogger logger, string? authority, string reason, double seconds);

    [LoggerMessage(
        LogLevel.Warning,
        "The authority {Authority} does not return newer keys, and the known keys stay in use: {Reason} The next request follows with each token and in {Seconds} s")]
    private static partial void LogNoNewerKeys(ILogger logger, string? authority, string reason, double seconds);
}
