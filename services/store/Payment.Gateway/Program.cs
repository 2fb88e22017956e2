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
            Description = "Port on 127.0.0.1; 0 takes a free one. Without it ASPNETCORE_URLS or ASPNETCORE_HTTP_PORTS counts, and else 5081.",
        };
        port.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var number) || number is < 0 or > 65535))
                result.AddError("--port has to be 0 to 65535.");
        });
        var parent = new Option<int?>("--parent-pid") { Description = "Exit when the process with this id is gone." };
        var health = new Option<bool>(HealthProbe.Option) { Description = "Ask the gateway that runs there for its health, and end: exit code 0 or 1." };
        var command = new RootCommand(
            """
            A stand-in for a payment gateway, for one machine and for tests: it keeps its ledger in memory and moves no money.
            Settings, as environment variables: Gateway__DeclineSuffix (.13), Gateway__LatencyMilliseconds (0),
            Gateway__FailureRate (0 to 1, default 0), Gateway__Seed (1). POST /outage {"seconds": 60} has it answer no charge and no
            refund for so long.
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

    /// <summary>A launcher that was killed leaves nothing behind.</summary>
    private static async Task StopWithAsync(int parentId, IHostApplicationLifetime lifetime)
    {
        try
        {
            using var parent = Process.GetProcessById(parentId);
            await parent.WaitForExitAsync(lifetime.ApplicationStopping);
        }
        catch (Exception error) when (error is ArgumentException or OperationCanceledException)
        {
            // It is gone already, or this program stops of its own.
        }

        lifetime.StopApplication();
    }
}
