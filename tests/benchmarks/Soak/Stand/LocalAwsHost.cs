using Amazon.Runtime;
using Workers.EventBridge.Configuration;
using Workers.Testing;

namespace Soak.Stand;

/// <summary>Points a bus at LocalAws.</summary>
internal static class LocalAwsHost
{
    public static AWSCredentials Credentials { get; } = new BasicAWSCredentials("local", "local");

    public static void UseLocalAws(this EventBridgeHostSettings host, Uri endpoint)
    {
        host.ServiceUrl = endpoint;
        host.Credentials = Credentials;
        host.Region = LocalAwsProcess.Region;
    }
}
