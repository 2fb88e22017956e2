using System.Diagnostics;
using System.Text.Json;
using Benchmarks.Stand;
using Workers.Testing;

namespace Benchmarks.Scaling;

/// <summary>Payment workers, each a process of its own, on one queue and one database.</summary>
internal sealed class PaymentProcesses : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("benchmark-payment-");
    private readonly List<Process> _processes = [];

    public static async Task<PaymentProcesses> StartAsync(
        int count, int handlers, BenchmarkBus bus, Uri gateway, CancellationToken cancellationToken)
    {
        var workers = new PaymentProcesses();
        try
        {
            var subscription = await workers.SubscribeAsync(bus.Queue.Address.Name, handlers, cancellationToken);
            foreach (var port in Enumerable.Range(FreePorts.InARow(count), count))
            {
                workers.Start(port, bus, gateway, subscription);
                await WaitUntilReadyAsync(port, cancellationToken);
            }

            return workers;
        }
        catch
        {
            await workers.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _data.Delete(recursive: true);
    }

    private async Task<string> SubscribeAsync(string queue, int handlers, CancellationToken cancellationToken)
    {
        var file = Path.Combine(_data.FullName, "subscription.json");
        var subscription = new
        {
            queue,
            pattern = new Dictionary<string, string[]>
            {
                ["source"] = ["store.orders"],
                ["detail-type"] = ["OrderCreated", "OrderReturned"],
            },
            publishes = new[] { "store.payments" },
            visibilityTimeoutSeconds = 30,
            maxFailures = 5,
            concurrency = handlers,
        };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(subscription), cancellationToken);
        return file;
    }

    private void Start(int port, BenchmarkBus bus, Uri gateway, string subscription)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Program(), "--urls", $"http://127.0.0.1:{port}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["AWS_ENDPOINT_URL"] = bus.Queue.Address.Aws.ToString();
        start.Environment["AWS_REGION"] = LocalAwsProcess.Region;
        start.Environment["Bus"] = bus.BusName;
        start.Environment["RequireTopologyTag"] = "false";
        start.Environment["DataDirectory"] = _data.FullName;
        start.Environment["SubscriptionFile"] = subscription;
        start.Environment["ParentProcessId"] = $"{Environment.ProcessId}";
        start.Environment["Payment__GatewayUrl"] = gateway.ToString();
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        _processes.Add(process);
    }

    /// <summary>From its own folder, built as this program is: <c>services/store/Payment.Worker/bin/Release/net10.0</c>.</summary>
    private static string Program()
    {
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var configuration = framework.Parent!;
        var root = configuration.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(
            root, "services", "store", "Payment.Worker", configuration.Parent.Name, configuration.Name, framework.Name, "Payment.Worker.dll");
    }

    private static async Task WaitUntilReadyAsync(int port, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), late.Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(50, late.Token);
        }
    }
}
