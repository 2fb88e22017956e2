using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Workers.Hosting.Management;

/// <summary>
/// The port of the operators' endpoints. The connection's port decides, not the content of the request: the Host header, which
/// <c>RequireHost("*:8081")</c> uses, is set by the caller.
/// </summary>
internal sealed class ManagementPort(BindingAddress address)
{
    private const int DefaultPort = 5000;

    // 0 while unknown; a connection without a port, such as a test server's, also has 0.
    private volatile int _port = address.Port;

    /// <summary>Whether the request came in on this port.</summary>
    public bool IsOf(HttpContext http) => http.Connection.LocalPort is var port and not 0 && port == _port;

    /// <summary>Whether the address that could not be bound is this one.</summary>
    public bool IsNamedIn(string error) => error.Contains($":{address.Port}:", StringComparison.Ordinal);

    public override string ToString() => $"{ManagementUrl.Setting} {address}";

    /// <summary>Separates the operators' endpoints from the service's own, if a setting or the environment requires it.</summary>
    public static void AddTo(IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        if (ManagementUrl.Read(configuration[ManagementUrl.Setting], environment.IsDevelopment()) is not { } address)
            return;
        services.AddSingleton(new ManagementPort(address));
        services.AddSingleton<MatcherPolicy, ManagementMatcherPolicy>();
    }

    /// <summary>Adds this address to the server.</summary>
    /// <exception cref="SettingsException">The port is one of the service's own, or the addresses are those of Kestrel's own section.</exception>
    public void ListenIn(WebApplication app)
    {
        if (app.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
            throw new SettingsException($"Kestrel:Endpoints would replace {this}: set the service's addresses with --urls.");
        foreach (var url in OwnUrls(app.Configuration))
        {
            if (address.Port != 0 && BindingAddress.Parse(url).Port == address.Port)
                throw new SettingsException($"{this} needs a separate port: {address.Port} is one of the service's (--urls).");
            app.Urls.Add(url);
        }

        app.Urls.Add($"{address}");

        // The server writes the bound addresses back, in their order.
        if (address.Port == 0)
            app.Lifetime.ApplicationStarted.Register(() => _port = BindingAddress.Parse(app.Urls.Last()).Port);
    }

    // As the web host reads them (Microsoft Learn, "Configure endpoints for the ASP.NET Core Kestrel web server").
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
