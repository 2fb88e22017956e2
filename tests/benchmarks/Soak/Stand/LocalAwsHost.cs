using Workers.EventBridge.Configuration;

namespace Soak.Stand;

/// <summary>Aims a bus at LocalAws.</summary>
internal static class LocalAwsHost
{
    public static void UseLocalAws(this EventBridgeHostSettings host, Uri endpoint)
    {
        host.ServiceUrl = endpoint;
        host.Credentials = LocalAwsProcess.Credentials;
        host.Sqs.AuthenticationRegion = LocalAwsProcess.Region;
        host.EventBridge.AuthenticationRegion = LocalAwsProcess.Region;
    }
}
