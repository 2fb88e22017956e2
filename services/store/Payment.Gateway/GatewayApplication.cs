using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Health;

namespace Payment.Gateway;

/// <summary>The simulated payment gateway as a host, for the command line and for tests.</summary>
public static class GatewayApplication
{
    /// <summary>The default port.</summary>
    internal const int DefaultPort = 5081;

    /// <summary>Creates the gateway without starting it.</summary>
    /// <param name="port">Port on the loopback interface; 0 selects a free port; null uses ASPNETCORE_URLS or ASPNETCORE_HTTP_PORTS, otherwise 5081.</param>
    /// <param name="settings">Settings that override the environment variables.</param>
    public static WebApplication Create(int? port = null, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        if (port is not null || string.IsNullOrEmpty(builder.Configuration["urls"] + builder.Configuration["http_ports"]))
            builder.WebHost.UseUrls($"http://127.0.0.1:{port ?? DefaultPort}");

        builder.Services.AddOptions<GatewayOptions>()
            .BindConfiguration("Gateway")
            .Validate(options => options.FailureRate is >= 0 and <= 1, "Gateway:FailureRate must be between 0 and 1.")
            .Validate(options => options.LatencyMilliseconds >= 0, "Gateway:LatencyMilliseconds must be 0 or more.")
            .ValidateOnStart();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.RespectRequiredConstructorParameters = true);
        builder.Services.AddProblemDetails();

        // Protects against DNS rebinding: refuses web pages whose host name resolves to this machine.
        builder.Services.AddHostFiltering(options =>
        {
            options.AllowEmptyHosts = false;
            options.AllowedHosts = (builder.Configuration["AllowedHosts"] ?? "localhost;127.0.0.1;[::1]").Split(';', StringSplitOptions.TrimEntries);
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Ledger>();
        builder.Services.AddSingleton<FaultSimulator>();

        var app = builder.Build();
        app.UseHostFiltering();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        GatewayRoutes.Map(app);
        app.MapEndpointIndex("payment gateway");
        return app;
    }
}
