using Amazon.Runtime;
using Amazon.SQS;
using Workers.Cli.Commands;
using Workers.EventBridge.Aws;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Connections;

/// <summary>The AWS account, or the emulator, that a command works on.</summary>
internal sealed class AwsConnection : IDisposable
{
    /// <summary>Tries of a call. The SDK waits up to 20 s between two.</summary>
    public const int MaxErrorRetry = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private AwsConnection(Uri? endpoint, string region, string name, string queuePrefix, string bus, AmazonSQSClient sqs, EventBridgeClient eventBridge) =>
        (Endpoint, Region, Name, QueuePrefix, Bus, Sqs, EventBridge) = (endpoint, region, name, queuePrefix, bus, sqs, eventBridge);

    /// <summary>The emulator; null for AWS.</summary>
    public Uri? Endpoint { get; }

    public string Region { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = TimeProvider.System;

    /// <summary>What it is called in messages, such as <c>http://127.0.0.1:4566</c> or <c>AWS eu-west-1</c>.</summary>
    public string Name { get; }

    /// <summary>Prefix of the names of queues and rules.</summary>
    public string QueuePrefix { get; }

    /// <summary>The event bus.</summary>
    public string Bus { get; }

    public IAmazonSQS Sqs { get; }

    public EventBridgeClient EventBridge { get; }

    /// <summary>Connects to an emulator.</summary>
    public static AwsConnection ToEmulator(Uri endpoint, string region, string queuePrefix, string bus)
    {
        var (sqs, eventBridge) = (new AmazonSQSConfig(), new EventBridgeClientConfig());
        foreach (var config in new ClientConfig[] { sqs, eventBridge })
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = region;
            config.MaxErrorRetry = MaxErrorRetry;
        }

        var credentials = new BasicAWSCredentials("local", "local");
        return new AwsConnection(
            endpoint, region, endpoint.ToString().TrimEnd('/'), queuePrefix, bus, new AmazonSQSClient(credentials, sqs), new EventBridgeClient(credentials, eventBridge));
    }

    /// <summary>Connects to AWS with the credentials of the AWS SDK.</summary>
    /// <param name="region">The region; null for the SDK's.</param>
    /// <param name="queuePrefix">Prefix of the names of queues and rules.</param>
    /// <param name="bus">The event bus.</param>
    public static AwsConnection ToAws(string? region, string queuePrefix, string bus)
    {
        var (sqs, eventBridge) = (new AmazonSQSConfig(), new EventBridgeClientConfig());
        foreach (var config in new ClientConfig[] { sqs, eventBridge })
        {
            config.MaxErrorRetry = MaxErrorRetry;
            if (region is not null)
                config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region);
        }

        return new AwsConnection(
            endpoint: null, sqs.RegionEndpoint?.SystemName ?? "", $"AWS {sqs.RegionEndpoint?.SystemName}", queuePrefix, bus, new AmazonSQSClient(sqs), new EventBridgeClient(eventBridge));
    }

    /// <summary>Looks whether an emulator listens. The SDK would try again for half a minute.</summary>
    /// <exception cref="HttpRequestException">It does not.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (Endpoint is null)
            return;
        using var http = new HttpClient { Timeout = Patience };
        using var answer = await http.GetAsync(Endpoint, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>Problem and remedy for errors of the connection or the credentials; null for others.</summary>
    public string? Explain(Exception error) => error switch
    {
        HttpRequestException or AmazonServiceException { InnerException: HttpRequestException } when Endpoint is not null =>
            $"Nothing answers at {Name} ({(error.InnerException as HttpRequestException ?? error).Message}). Start the local system, LocalAws or LocalStack, set its address "
            + "with --endpoint, or use AWS with --aws or --environment.",
        _ when Endpoint is not null => null,
        AmazonServiceException { InnerException: HttpRequestException inner } => AwsAccess.Explain(inner),
        _ => AwsAccess.Explain(error),
    };

    /// <summary>The name of a worker's queue: with the prefix.</summary>
    public string QueueOf(Subscription subscription) => QueuePrefix + subscription.Queue;

    public void Dispose()
    {
        Sqs.Dispose();
        EventBridge.Dispose();
    }
}
