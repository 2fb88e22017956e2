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
/// Who may call: customers with a JWT of an OpenID Connect authority (section <c>Authentication:Schemes:Bearer</c>, that of ASP.NET Core, which
/// <c>dotnet user-jwts</c> writes as well), and the anonymous shopper where it is allowed.
/// </summary>
internal static class CallerAuthentication
{
    /// <summary>Customers, and the anonymous shopper where it is allowed.</summary>
    public const string Shopping = "shopping";

    /// <summary>Customers with the scope of this name, and the anonymous shopper where it is allowed.</summary>
    public const string History = "history";

    private const string Section = $"Authentication:Schemes:{JwtBearerDefaults.AuthenticationScheme}";

    /// <summary>Longest time that the authority has for its answer, before it is asked again.</summary>
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

    /// <summary>Checks the settings; not for a command such as <c>--migrate</c>, which serves nobody.</summary>
    /// <exception cref="SettingsException">Nobody could call, or tokens could not be verified.</exception>
    public static void Check(IConfiguration configuration, IHostEnvironment environment, bool allowAnonymous)
    {
        var bearer = configuration.GetSection(Section);
        if (bearer["Authority"] is not { } authority || string.IsNullOrWhiteSpace(authority))
        {
            if (!environment.IsDevelopment() && !allowAnonymous)
                throw new SettingsException(
                    $"Nobody could call the shop: {Variable("Authority")} is not set. Set it to the issuer of your customers' tokens (OpenID Connect) and "
                    + $"{Variable("ValidAudiences:0")} to the audience that they are for, or set Storefront__AllowAnonymous=true where everybody may read and return "
                    + "every order whose number they know.");
            return;
        }

        var mayBeHttp = environment.IsDevelopment();
        if (!mayBeHttp && string.Equals(bearer["RequireHttpsMetadata"], "false", StringComparison.OrdinalIgnoreCase))
            throw new SettingsException($"{Variable("RequireHttpsMetadata")} is false: that is for development only. Remove it.");
        foreach (var setting in new[] { "Authority", "MetadataAddress" })
        {
            if (bearer[setting] is { Length: > 0 } address && !IsAddress(address, mayBeHttp))
                throw new SettingsException($"{Variable(setting)} '{address}' is not an https address: keys that verify tokens would come from anybody on the way.");
        }

        if (!HasAudience(bearer))
            throw new SettingsException(
                $"{Variable("ValidAudiences:0")} is not set: a token that the authority gave to another service of yours would be taken here. Set it to the audience of the shop's tokens.");
    }

    private static bool IsAddress(string address, bool mayBeHttp) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (mayBeHttp && uri.IsLoopback));

    private static bool HasAudience(IConfigurationSection bearer) =>
        bearer.GetSection("ValidAudiences").GetChildren().Select(audience => audience.Value)
            .Append(bearer["Audience"])
            .Append(bearer["ValidAudience"])
            .Any(audience => !string.IsNullOrWhiteSpace(audience));

    private static string Variable(string setting) => $"{Section}:{setting}".Replace(":", "__", StringComparison.Ordinal);

    // The handler would log each token that it has no keys for as an error, with a stack; AuthorityCheck reports the authority.
    private static async Task RequireKeysAsync(MessageReceivedContext context)
    {
        // What everybody may ask needs no keys, whatever header comes with it.
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

    // Orders and events keep it, and it is in the path of an account. An OpenID Connect subject is ASCII (OpenID Connect Core 1.0, section 2).
    private static Task CheckCustomerId(TokenValidatedContext context)
    {
        if (!Caller.IsCustomerId(context.Principal?.FindFirst("sub")?.Value))
            context.Fail($"The token's claim sub has to be 1 to {Caller.LongestCustomerId} visible ASCII characters, without /, and not . or ..");
        return Task.CompletedTask;
    }

    // Without the authority's keys no token can be verified: that is no fault of the token, and a client has no reason to ask for another.
    private static Task AnswerAuthorityFailure(JwtBearerChallengeContext context)
    {
        if (context.AuthenticateFailure is not AuthorityException)
            return Task.CompletedTask;
        context.HandleResponse();
        return TryAgain.Soon("Tokens cannot be verified now.").ExecuteAsync(context.HttpContext);
    }

    // A token that is not valid is no anonymous shopper's: its order would belong to nobody.
    private static bool IsCaller(AuthorizationHandlerContext context, bool allowAnonymous) =>
        IsCustomer(context) || (allowAnonymous && context.Resource is HttpContext http && http.Request.Headers.Authorization.Count == 0);

    private static bool IsCustomer(AuthorizationHandlerContext context) => context.User.Identity?.IsAuthenticated == true;

    private static bool HasScope(AuthorizationHandlerContext context, string scope) =>
        context.User.FindAll(claim => claim.Type is "scope" or "scp").Any(claim => claim.Value.Split(' ').Contains(scope, StringComparer.Ordinal));
}
