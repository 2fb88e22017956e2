using System.CommandLine;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Workers.Hosting.Health;

namespace Payment.Gateway;

/// <summary>Runs the gateway from the command line.</summary>
public static class Program
{
    /// <summary>Runs the gateway until it is stopped.</summary>
    public static Task<int> Main(string[] args)
    {
        var port = new Option<int?>("--port")
        {
            Description = "Port on 127.0.0.1; 0 selects a free port. Default: ASPNETCORE_URLS or ASPNETCORE_HTTP_PORTS, otherwise 5081.",
        };
        port.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var number) || number is < 0 or > 65535))
                result.AddError("--port must be between 0 and 65535.");
        });
        var parent = new Option<int?>("--parent-pid") { Description = "Exit when the process with this id exits." };
        var health = new Option<bool>(HealthProbe.Option) { Description = "Check the health of the running gateway and exit with code 0 or 1." };
        var command = new RootCommand(
            """
            Simulates a payment gateway for development and tests: it keeps its ledger in memory and moves no money.
            Settings, as environment variables: Gateway__DeclineSuffix (.13), Gateway__LatencyMilliseconds (0),
            Gateway__FailureRate (0 to 1, default 0), Gateway__Seed (1). POST /outage {"seconds": 60} stops answers to charges and
            refunds for that time.
            """)
        {
            port, parent, health,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            if (result.GetValue(health))
                return await HealthProbe.AskAsync(Address(result.GetValue(port)), "/health");

            await using var gateway = GatewayApplication.Create(result.GetValue(port));
            await gateway.StartAsync(cancellationToken);
            if (result.GetValue(parent) is { } id)
                _ = StopWithAsync(id, gateway.Lifetime);
            await gateway.WaitForShutdownAsync(cancellationToken);
            return 0;
        });
        return command.Parse(args).InvokeAsync();
    }

    private static Uri Address(int? port) =>
        port is { } own
            ? HealthProbe.At("127.0.0.1", own)
            : HealthProbe.Address(
                Environment.GetEnvironmentVariable("ASPNETCORE_URLS"),
                Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS"),
                GatewayApplication.DefaultPort);

    /// <summary>Stops the gateway when its parent process exits, also when the parent was killed.</summary>
    private static async Task StopWithAsync(int parentId, IHostApplicationLifetime lifetime)
    {
        try
        {
            using var parent = Process.GetProcessById(parentId);
            await parent.WaitForExitAsync(lifetime.ApplicationStopping);
        }
        catch (Exception error) when (error is ArgumentException or OperationCanceledException)
        {
            // The parent has already exited, or this program is stopping.
        }

        lifetime.StopApplication();
    }
}
