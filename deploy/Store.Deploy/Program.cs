using Amazon.CDK;
using Store.Deploy.Costs;
using Store.Deploy.Images;
using Workers.Hosting.Subscriptions;

namespace Store.Deploy;

/// <summary>
/// The program that <c>deploy/cdk.json</c> and, with the argument <c>images</c>, <c>deploy/images/cdk.json</c> configure for the CDK CLI. With
/// the argument <c>cost</c> it computes costs (<see cref="CostCommand"/>).
/// </summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        try
        {
            if (arguments is [CostCommand.Name, ..])
                return CostCommand.Run(arguments, DeployApp.FindRoot(), Console.Out, Console.Error);
            var app = new App(new AppProps { AnalyticsReporting = false });
            if (arguments is ["images"])
                ImagesApp.Build(app, DeployApp.FindRoot());
            else
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
