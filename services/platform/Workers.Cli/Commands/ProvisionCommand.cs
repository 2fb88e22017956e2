using Workers.Hosting.Subscriptions;
using Workers.Hosting.Provisioning;

namespace Workers.Cli.Commands;

/// <summary>Creates the resources of the subscriptions.</summary>
internal static class ProvisionCommand
{
    private static readonly Uri LocalAws = new("http://127.0.0.1:4566");

    public static async Task<int> RunAsync(ProvisionOptions options, CancellationToken stopping)
    {
        var endpoint = options.IsForAws ? null : options.Endpoint ?? FromEnvironment() ?? LocalAws;
        var subscriptions = Subscriptions(options.Services);
        if (endpoint is null)
        {
            // The SDK would use it, and resources meant for AWS would be created there.
            if (FromEnvironment() is { } elsewhere)
                throw new CliException($"AWS_ENDPOINT_URL is {elsewhere}, but --aws means AWS: use only one of them.");
            AwsAccess.Check();
        }

        using var provisioner = new Provisioner(endpoint, Region(), maxErrorRetry: 4);
        try
        {
            List<Subscription> named =
                [.. subscriptions.Select(subscription => subscription with { Queue = options.QueuePrefix + subscription.Queue })];
            await provisioner.ProvisionAsync(options.Bus, named, stopping);
            await Console.Out.WriteLineAsync($"bus {options.Bus} at {endpoint?.ToString() ?? "AWS"}");
            foreach (var subscription in named)
                await Console.Out.WriteLineAsync(
                    $"rule and queue {subscription.Queue}, dead-letter queues {subscription.DeadLetterQueue} and {subscription.RuleDeadLetterQueue}");
        }
        catch (Exception error) when (endpoint is null && AwsAccess.Explain(error) is { } explanation)
        {
            throw new CliException(explanation, error);
        }
        catch (HttpRequestException error) when (endpoint is not null)
        {
            throw new CliException(
                $"Nothing answers at {endpoint} ({error.Message}). Start LocalAws or LocalStack, or set its address with --endpoint.", error);
        }

        return 0;
    }

    private static List<Subscription> Subscriptions(string? services) =>
        [.. WorkerFolders.Find(services).Select(folder => SubscriptionFile.Read(Path.Combine(folder, SubscriptionFile.Name)))];

    private static Uri? FromEnvironment() => Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL") switch
    {
        null or "" => null,
        var url when Uri.TryCreate(url, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https" => endpoint,
        var url => throw new CliException($"AWS_ENDPOINT_URL '{url}' is not a URL such as {LocalAws}."),
    };

    private static string Region() =>
        Environment.GetEnvironmentVariable("AWS_REGION") ?? Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION") ?? "eu-west-1";
}

/// <summary>The resources and their target.</summary>
/// <param name="Endpoint">An endpoint of SQS and EventBridge.</param>
/// <param name="IsForAws">AWS instead of an endpoint.</param>
/// <param name="Bus">Name of the bus.</param>
/// <param name="QueuePrefix">Prefix for the names of queues and rules.</param>
/// <param name="Services">The folder with the workers' folders; null for <c>services</c> in the current folder or above it.</param>
internal sealed record ProvisionOptions(Uri? Endpoint, bool IsForAws, string Bus, string QueuePrefix, string? Services);
