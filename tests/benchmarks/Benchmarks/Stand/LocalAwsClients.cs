using Amazon.Runtime;
using Amazon.SQS;
using Workers.EventBridge.Aws;
using Workers.Testing;

namespace Benchmarks.Stand;

/// <summary>The SDK's clients for LocalAws.</summary>
internal static class LocalAwsClients
{
    public static AWSCredentials Credentials { get; } = new BasicAWSCredentials("local", "local");

    public static AmazonSQSClient Sqs(Uri aws) =>
        new(Credentials, new AmazonSQSConfig { ServiceURL = aws.ToString(), AuthenticationRegion = LocalAwsProcess.Region });

    public static EventBridgeClient EventBridge(Uri aws) =>
        new(Credentials, new EventBridgeClientConfig { ServiceURL = aws.ToString(), AuthenticationRegion = LocalAwsProcess.Region });
}
