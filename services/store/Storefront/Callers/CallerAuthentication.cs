using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Storefront.Requests;
using Workers.Hosting;

namespace Storefront.Callers;

/// <summary>
/// Authenticates customers with a JWT of an OpenID Connect authority (ASP.NET Core's section <c>Authentication:Schemes:Bearer</c>, which
/// <c>dotnet user-jwts</c> writes too), and allows the anonymous shopper if configured.
/// </summary>
internal static class CallerAuthentication
{
    /// <summary>Policy for customers, and for the anonymous shopper if allowed.</summary>
    public const string Shopping = "shopping";

    /// <summary>Policy for customers with the scope of this name, and for the anonymous shopper if allowed.</summary>
    public const string History = "history";

    private const string Section = $"Authentication:Schemes:{JwtBearerDefaults.AuthenticationScheme}";

    /// <summary>Timeout of a query to the authority.</summary>
    private static readonly TimeSpan AuthorityTimeout = TimeSpan.FromSeconds(10);

    public static void AddCallers(this IServiceCollection services, bool allowAnonymous)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(bearer =>
        {
            bearer.MapInboundClaims = false;
            bearer.BackchannelTimeout = AuthorityTimeout;
            bearer.Events = new JwtBearerEvents
            {
                OnMessageReceived = RequireKeysAsync,
                OnTokenValidated = CheckCustomerId,
                OnChallenge = AnswerAuthorityFailure,
            };
        });
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).PostConfigure<TimeProvider>((bearer, clock) =>
        {
            if (bearer.ConfigurationManager is ConfigurationManager<OpenIdConnectConfiguration>)
                bearer.ConfigurationManager = AuthorityKeys.Of(bearer, clock);
        });
        services.AddHostedService<AuthorityCheck>();
        services.AddAuthorizationBuilder()
            .AddPolicy(Shopping, policy => policy.RequireAssertion(context => IsCaller(context, allowAnonymous)))
            .AddPolicy(History, policy => policy.RequireAssertion(
                context => IsCaller(context, allowAnonymous) && (!IsCustomer(context) || HasScope(context, History))));
    }

    /// <summary>Checks the settings. Not needed for a command such as <c>--migrate</c>, which serves no requests.</summary>
    /// <exception cref="SettingsException">No caller is allowed, or tokens cannot be verified safely.</exception>
    public static void Check(IConfiguration configuration, IHostEnvironment environment, bool allowAnonymous)
    {
        var bearer = configuration.GetSection(Section);
        if (bearer["Authority"] is not { } authority || string.IsNullOrWhiteSpace(authority))
        {
            if (!environment.IsDevelopment() && !allowAnonymous)
                throw new SettingsException(
                    $"No caller is allowed: {Variable("Authority")} is not set. Set it to the issuer of your customers' tokens (OpenID Connect) and "
                    + $"{Variable("ValidAudiences:0")} to their audience. Or set Storefront__AllowAnonymous=true; then everyone can read and return "
                    + "orders whose number they know.");
            return;
        }

        var mayBeHttp = environment.IsDevelopment();
        if (!mayBeHttp && string.Equals(bearer["RequireHttpsMetadata"], "false", StringComparison.OrdinalIgnoreCase))
            throw new SettingsException($"{Variable("RequireHttpsMetadata")} is false, which is allowed in development only. Remove it.");
        foreach (var setting in new[] { "Authority", "MetadataAddress" })
        {
            if (bearer[setting] is { Length: > 0 } address && !IsAddress(address, mayBeHttp))
                throw new SettingsException($"{Variable(setting)} '{address}' is not an https URL: an attacker on the network could replace the keys that verify tokens.");
        }

        if (!HasAudience(bearer))
            throw new SettingsException(
                $"{Variable("ValidAudiences:0")} is not set: the Storefront would accept tokens that the authority issued for other services. Set it to the audience of the Storefront's tokens.");
    }

    private static bool IsAddress(string address, bool mayBeHttp) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (mayBeHttp && uri.IsLoopback));

    private static bool HasAudience(IConfigurationSection bearer) =>
        bearer.GetSection("ValidAudiences").GetChildren().Select(audience => audience.Value)
            .Append(bearer["Audience"])
            .Append(bearer["ValidAudience"])
            .Any(audience => !string.IsNullOrWhiteSpace(audience));

    private static string Variable(string setting) => $"{Section}:{setting}".Replace(":", "__", StringComparison.Ordinal);

    // Without keys, the handler would log an error with a stack trace for each token; AuthorityCheck logs the failure of the authority instead.
    private static async Task RequireKeysAsync(MessageReceivedContext context)
    {
        // Public endpoints need no keys, even with a token.
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null)
        {
            context.NoResult();
            return;
        }

        if (context.Options.ConfigurationManager is not { } keys || !HasToken(context.Request))
            return;
        try
        {
            await keys.GetConfigurationAsync(context.HttpContext.RequestAborted);
        }
        catch (AuthorityException error)
        {
            context.Fail(error);
        }
    }

    private static bool HasToken(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith($"{JwtBearerDefaults.AuthenticationScheme} ", StringComparison.OrdinalIgnoreCase);

    // It is stored in orders and events, and is part of the path of an account. An OpenID Connect subject is ASCII (OpenID Connect Core 1.0, section 2).
    private static Task CheckCustomerId(TokenValidatedContext context)
    {
        if (!Caller.IsCustomerId(context.Principal?.FindFirst("sub")?.Value))
            context.Fail($"The token's claim sub must have 1 to {Caller.LongestCustomerId} visible ASCII characters, without /, and must not be . or ..");
        return Task.CompletedTask;
    }

    // Without the authority's keys no token can be verified. The token may be valid, so the client must not request a new one: 503, not 401.
    private static Task AnswerAuthorityFailure(JwtBearerChallengeContext context)
    {
        if (context.AuthenticateFailure is not AuthorityException)
            return Task.CompletedTask;
        context.HandleResponse();
        return TryAgain.Soon("Tokens cannot be verified now.").ExecuteAsync(context.HttpContext);
    }

    // A caller with an invalid token is not the anonymous shopper: the order would not belong to the customer.
    private static bool IsCaller(AuthorizationHandlerContext context, bool allowAnonymous) =>
        IsCustomer(context) || (allowAnonymous && context.Resource is HttpContext http && http.Request.Headers.Authorization.Count == 0);

    private static bool IsCustomer(AuthorizationHandlerContext context) => context.User.Identity?.IsAuthenticated == true;

    private static bool HasScope(AuthorizationHandlerContext context, string scope) =>
        context.User.FindAll(claim => claim.Type is "scope" or "scp").Any(claim => claim.Value.Split(' ').Contains(scope, StringComparer.Ordinal));
}
