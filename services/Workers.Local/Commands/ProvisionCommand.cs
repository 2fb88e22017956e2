using Workers.Local.Provisioning;
using Workers.Local.Services;

namespace Workers.Local.Commands;

internal static class ProvisionCommand
{
    public static async Task<int> RunAsync(Uri? endpoint, string bus, CancellationToken stopping)
    {
        endpoint ??= new Uri(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL") is { Length: > 0 } url ? url : "http://127.0.0.1:4566");
        using var provisioner = new Provisioner(endpoint, Environment.GetEnvironmentVariable("AWS_REGION") ?? "eu-west-1");
        await provisioner.ProvisionBusAsync(bus, stopping);
        await Console.Out.WriteLineAsync($"bus {bus} at {endpoint}");
        foreach (var worker in ServiceFolders.Find().Workers)
        {
            await provisioner.ProvisionAsync(bus, worker.Subscription!, stopping);
            await Console.Out.WriteLineAsync(
                $"rule and queue {worker.Subscription!.Queue}, dead-letter queue {worker.Subscription.Queue}-dlq");
        }

        return 0;
    }
}
