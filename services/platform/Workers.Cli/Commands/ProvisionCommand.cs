using System.CommandLine;
using Workers.Cli.Connections;
using Workers.Hosting.Provisioning;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Commands;

/// <summary>Creates the resources of the subscriptions.</summary>
internal static class ProvisionCommand
{
    private static readonly Uri LocalAws = new("http://127.0.0.1:4566");

    public static Command Create()
    {
        var endpoint = new Option<Uri?>("--endpoint")
        {
            Description = "SQS and EventBridge endpoint, such as http://127.0.0.1:4566. Default: AWS_ENDPOINT_URL, or LocalAws's",
            CustomParser = ConnectionOptions.Url("http://127.0.0.1:4566"),
        };
        var aws = new Option<bool>("--aws") { Description = "Use AWS, with the region and credentials of the AWS SDK" };
        var bus = new Option<string>("--bus") { Description = "Event bus", DefaultValueFactory = _ => "store" };
        var prefix = new Option<string>("--queue-prefix")
        {
            Description = "Prefix for the names of queues and rules, such as dev-; the same as the workers' QueuePrefix",
            DefaultValueFactory = _ => "",
        };
        prefix.Require(value => QueueTopology.IsPrefix(value), "--queue-prefix must be up to 16 letters, digits, '-' and '_'.");
        var services = new Option<string?>("--services")
        {
            Description = "Folder with the workers' folders, each with a subscription.json. Default: services in the current folder or above it",
        };
        var provision = new Command(
            "provision",
            "Create bus, rules, queues and dead-letter queues from the subscription.json files; idempotent")
        {
            endpoint, aws, bus, prefix, services,
        };
        provision.Validators.Add(result =>
        {
            if (result.GetResult(endpoint) is not null && result.GetResult(aws) is not null)
                result.AddError("--endpoint and --aws cannot be combined.");
        });
        provision.SetAction((parsed, stopping) => ExitCode.OfAsync<CliException>(() => RunAsync(
            new(
                parsed.GetValue(endpoint),
                parsed.GetValue(aws),
                parsed.GetValue(bus)!,
                parsed.GetValue(prefix)!,
                parsed.GetValue(services)),
            stopping), stopping));
        return provision;
    }

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
