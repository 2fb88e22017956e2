using Amazon.CDK;
using Workers.Hosting.Subscriptions;

namespace Workers.Deploy;

/// <summary>The program that cdk.json configures for the CDK CLI.</summary>
internal static class Program
{
    public static int Main()
    {
        try
        {
            var app = new App(new AppProps { AnalyticsReporting = false });
            DeployApp.Build(app, DeployApp.FindRoot());
            app.Synth();
            return 0;
        }
        catch (Exception error) when (error is DeployException or SubscriptionException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }
}
