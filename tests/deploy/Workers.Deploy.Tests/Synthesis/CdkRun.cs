using System.Text.Json;
using Amazon.CDK;

namespace Workers.Deploy.Tests.Synthesis;

/// <summary>What <c>cdk synth</c> does, in this process.</summary>
internal static class CdkRun
{
    /// <summary>Writes the templates of one environment, and reads them.</summary>
    /// <param name="root">The repository, or a copy of what the app reads of it.</param>
    /// <param name="environment">Such as <c>dev</c>.</param>
    /// <param name="imageTag">The images' tag.</param>
    /// <param name="output">The folder for the templates.</param>
    public static Stacks Synthesize(string root, string environment, string imageTag, DirectoryInfo output)
    {
        System.Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1");
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(DeployApp.FindRoot(), "deploy", "cdk.json")));
        var context = settings.RootElement.GetProperty("context").EnumerateObject().ToDictionary(
            pair => pair.Name, pair => pair.Value.ValueKind == JsonValueKind.True ? true : (object)pair.Value.GetString()!);
        context["environment"] = environment;
        context["imageTag"] = imageTag;
        var app = new App(new AppProps { Outdir = output.FullName, Context = context, AnalyticsReporting = false });
        DeployApp.Build(app, root);
        app.Synth();
        return new Stacks(output.FullName, environment, ServiceFolders.Find(Path.Combine(root, "services", "store")));
    }
}
