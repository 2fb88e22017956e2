using Amazon.Runtime;
using Amazon.SQS;
using Workers.EventBridge.Aws;

namespace Benchmarks.Stand;

/// <summary>The SDK's clients, aimed at LocalAws.</summary>
internal static class LocalAwsClients
{
    public const string Region = "eu-west-1";

    public static AWSCredentials Credentials { get; } = new BasicAWSCredentials("local", "local");

    public static AmazonSQSClient Sqs(Uri aws) =>
        new(Credentials, new AmazonSQSConfig { ServiceURL = aws.ToString(), AuthenticationRegion = Region });

    public static EventBridgeClient EventBridge(Uri aws) =>
        new(Credentials, new EventBridgeClientConfig { ServiceURL = aws.ToString(), AuthenticationRegion = Region });
}
