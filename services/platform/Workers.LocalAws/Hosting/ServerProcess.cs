using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Workers.LocalAws.Storage;

namespace Workers.LocalAws.Hosting;

/// <summary>Runs the server as a program: until Ctrl+C, SIGTERM, or the end of its parent process.</summary>
internal static class ServerProcess
{
    public static async Task<int> RunAsync(LocalAwsOptions options, int? parentId, CancellationToken stopping)
    {
        using var logging = LoggerFactory.Create(builder => builder
            .SetMinimumLevel(LogLevel.Warning)

            // A port in use is reported below, in one sentence.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            .AddSimpleConsole(console => console.SingleLine = true));
        LocalAwsServer server;
        try
        {
            server = await LocalAwsServer.StartAsync(options with { LoggerFactory = logging }, stopping);
        }
        catch (DataDirectoryException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await Console.Error.WriteLineAsync(
                $"LocalAws cannot listen on {options.Host}:{options.Port}: {error.GetBaseException().Message}. "
                + "Stop the program that uses the port, or choose another address with --host and --port.");
            return 1;
        }

        await using (server)
        {
            Console.WriteLine(
                $"LocalAws listens on {server.Endpoint} (SQS and EventBridge, region {server.Region}). "
                + $"Set AWS_ENDPOINT_URL to it; Ctrl+C stops it. Page: {server.Endpoint}_localaws/");
            await UntilStoppedAsync(parentId, stopping);
        }

        return 0;
    }

    private static async Task UntilStoppedAsync(int? parentId, CancellationToken stopping)
    {
        try
        {
            if (parentId is null)
            {
                await Task.Delay(Timeout.Infinite, stopping);
                return;
            }

            using var parent = Process.GetProcessById(parentId.Value);
            await parent.WaitForExitAsync(stopping);
        }
        catch (ArgumentException)
        {
            // The parent has already ended.
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C or SIGTERM.
        }
    }
}
