using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Workers.Hosting.Management;

/// <summary>
/// The port of the operators' endpoints. The connection's own port decides, and nothing that a request says of itself: a Host header, which
/// <c>RequireHost("*:8081")</c> goes by, is the caller's word.
/// </summary>
internal sealed class ManagementPort(BindingAddress address)
{
    private const int DefaultPort = 5000;

    // 0 until it is known, which a connection without a port, such as a test server's, has too.
    private volatile int _port = address.Port;

    /// <summary>Whether the request came in by it.</summary>
    public bool IsOf(HttpContext http) => http.Connection.LocalPort is var port and not 0 && port == _port;

    /// <summary>Whether an address that could not be listened on is this one.</summary>
    public bool IsNamedIn(string error) => error.Contains($":{address.Port}:", StringComparison.Ordinal);

    public override string ToString() => $"{ManagementUrl.Setting} {address}";

    /// <summary>Separates the operators' endpoints from the service's own, where a setting or the environment says so.</summary>
    public static void AddTo(IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        if (ManagementUrl.Read(configuration[ManagementUrl.Setting], environment.IsDevelopment()) is not { } address)
            return;
        services.AddSingleton(new ManagementPort(address));
        services.AddSingleton<MatcherPolicy, ManagementMatcherPolicy>();
    }

    /// <summary>Listens there too.</summary>
    /// <exception cref="SettingsException">The port is one of the service's own, or the addresses are those of Kestrel's own section.</exception>
    public void ListenIn(WebApplication app)
    {
        if (app.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
            throw new SettingsException($"Kestrel:Endpoints would replace {this}: name the service's addresses by --urls.");
        foreach (var url in OwnUrls(app.Configuration))
        {
            if (address.Port != 0 && BindingAddress.Parse(url).Port == address.Port)
                throw new SettingsException($"{this} needs a port of its own: {address.Port} is one of the service's (--urls).");
            app.Urls.Add(url);
        }

        app.Urls.Add($"{address}");

        // The server writes down the addresses that it has got, in their order.
        if (address.Port == 0)
            app.Lifetime.ApplicationStarted.Register(() => _port = BindingAddress.Parse(app.Urls.Last()).Port);
    }

    // As the web host would read them (Microsoft Learn, "Configure endpoints for the ASP.NET Core Kestrel web server").
    private static string[] OwnUrls(IConfiguration configuration)
    {
        if (Split(configuration["urls"]) is { Length: > 0 } urls)
            return urls;
        string[] any =
        [
            .. Split(configuration["http_ports"]).Select(port => $"http://*:{port}"),
            .. Split(configuration["https_ports"]).Select(port => $"https://*:{port}"),
        ];
        return any.Length > 0 ? any : [$"http://localhost:{DefaultPort}"];
    }

    private static string[] Split(string? list) => list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
