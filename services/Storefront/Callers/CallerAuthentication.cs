using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Hosting;

namespace Storefront.Callers;

/// <summary>
/// Who may call: customers with a JWT of an OpenID Connect authority (section <c>Authentication:Schemes:Bearer</c>, that of ASP.NET Core, which
/// <c>dotnet user-jwts</c> writes as well), and the anonymous shopper where it is allowed.
/// </summary>
internal static partial class CallerAuthentication
{
    /// <summary>Customers, and the anonymous shopper where it is allowed.</summary>
    public const string Shopping = "shopping";

    /// <summary>Customers with the scope of this name, and the anonymous shopper where it is allowed.</summary>
    public const string History = "history";

    private const string Section = $"Authentication:Schemes:{JwtBearerDefaults.AuthenticationScheme}";

    /// <exception cref="SettingsException">Nobody could call, or tokens could not be verified.</exception>
    public static void AddCallers(
        this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment, bool allowAnonymous)
    {
        Check(configuration.GetSection(Section), environment, allowAnonymous);
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(bearer =>
        {
            bearer.MapInboundClaims = false;
            bearer.Events = new JwtBearerEvents { OnTokenValidated = CheckCustomerId, OnChallenge = CheckAuthority };
        });
        services.AddAuthorizationBuilder()
            .AddPolicy(Shopping, policy => policy.RequireAssertion(context => IsCaller(context, allowAnonymous)))
            .AddPolicy(History, policy => policy.RequireAssertion(
                context => IsCaller(context, allowAnonymous) && (!IsCustomer(context) || HasScope(context, History))));
    }

    private static void Check(IConfigurationSection bearer, IHostEnvironment environment, bool allowAnonymous)
    {
        if (bearer["Authority"] is not { Length: > 0 } authority)
        {
            if (!environment.IsDevelopment() && !allowAnonymous)
                throw new SettingsException(
                    $"Nobody could call the shop: {Variable("Authority")} is not set. Set it to the issuer of your customers' tokens (OpenID Connect) and "
                    + $"{Variable("ValidAudiences:0")} to the audience that they are for, or set Storefront__AllowAnonymous=true where everybody may read and return "
                    + "every order whose number they know.");
            return;
        }

        var isHttps = Uri.TryCreate(authority, UriKind.Absolute, out var issuer) && issuer.Scheme == Uri.UriSchemeHttps;
        if (!isHttps && !(environment.IsDevelopment() && issuer is { IsLoopback: true }))
            throw new SettingsException($"{Variable("Authority")} '{authority}' is not an https address: keys that verify tokens would come from anybody on the way.");
        if (!HasAudience(bearer))
            throw new SettingsException(
                $"{Variable("ValidAudiences:0")} is not set: a token that the authority gave to another service of yours would be taken here. Set it to the audience of the shop's tokens.");
    }

    private static bool HasAudience(IConfigurationSection bearer) =>
        bearer["Audience"] is { Length: > 0 }
        || bearer["ValidAudience"] is { Length: > 0 }
        || bearer.GetSection("ValidAudiences").GetChildren().Any(audience => audience.Value is { Length: > 0 });

    private static string Variable(string setting) => $"{Section}:{setting}".Replace(":", "__", StringComparison.Ordinal);

    // Orders and events keep it.
    private static Task CheckCustomerId(TokenValidatedContext context)
    {
        var customerId = context.Principal?.FindFirst("sub")?.Value ?? "";
        if (customerId.Length is 0 or > Caller.LongestCustomerId || customerId.Any(char.IsControl))
            context.Fail($"The token's claim sub has to be 1 to {Caller.LongestCustomerId} characters.");
        return Task.CompletedTask;
    }

    // Without the authority's keys no token can be verified: that is no fault of the token, and a client has no reason to ask for another.
    private static async Task CheckAuthority(JwtBearerChallengeContext context)
    {
        if (context.AuthenticateFailure is null || context.Options.ConfigurationManager is not { } authority)
            return;
        try
        {
            await authority.GetConfigurationAsync(context.HttpContext.RequestAborted);
        }
        catch (Exception error) when (error is InvalidOperationException or HttpRequestException or IOException)
        {
            var logger = context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(CallerAuthentication).FullName!);
            LogNoAuthority(logger, context.Options.Authority, error.InnerException?.Message ?? error.Message);
            context.HandleResponse();
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    [LoggerMessage(LogLevel.Error, "Tokens cannot be verified, and customers are turned away: the authority {Authority} does not give its keys. {Reason}")]
    private static partial void LogNoAuthority(ILogger logger, string? authority, string reason);

    // A token that is not valid is no anonymous shopper's: its order would belong to nobody.
    private static bool IsCaller(AuthorizationHandlerContext context, bool allowAnonymous) =>
        IsCustomer(context) || (allowAnonymous && context.Resource is HttpContext http && http.Request.Headers.Authorization.Count == 0);

    private static bool IsCustomer(AuthorizationHandlerContext context) => context.User.Identity?.IsAuthenticated == true;

    private static bool HasScope(AuthorizationHandlerContext context, string scope) =>
        context.User.FindAll(claim => claim.Type is "scope" or "scp").Any(claim => claim.Value.Split(' ').Contains(scope, StringComparer.Ordinal));
}
