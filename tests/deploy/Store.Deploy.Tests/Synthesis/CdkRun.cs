using System.Text.Json;
using Amazon.CDK;
using Store.Deploy.Images;

namespace Store.Deploy.Tests.Synthesis;

/// <summary>What <c>cdk synth</c> does, in this process.</summary>
internal static class CdkRun
{
    /// <summary>Writes the templates of one environment, and reads them.</summary>
    /// <param name="root">The repository, or a copy of what the app reads of it.</param>
    /// <param name="environment">Such as <c>dev</c>.</param>
    /// <param name="imageTag">The images' tag; null for templates that are only read.</param>
    /// <param name="output">The folder for the templates.</param>
    public static Stacks Synthesize(string root, string environment, string? imageTag, DirectoryInfo output)
    {
        var app = Create(output, environment, imageTag);
        DeployApp.Build(app, root);
        return Read(app, environment, root);
    }

    /// <summary>Writes the templates of the image repositories, and reads them.</summary>
    public static Stacks SynthesizeImages(string root, DirectoryInfo output)
    {
        var app = Create(output, null, null);
        ImagesApp.Build(app, root);
        return Read(app, "workers", root);
    }

    private static Stacks Read(App app, string environment, string root)
    {
        var folder = app.Synth().Directory;
        return new Stacks(folder, environment, ServiceFolders.Find(Path.Combine(root, "services", "store")));
    }

    private static App Create(DirectoryInfo output, string? environment, string? imageTag)
    {
        System.Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1");
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(DeployApp.FindRoot(), "deploy", "cdk.json")));
        var context = settings.RootElement.GetProperty("context").EnumerateObject().ToDictionary(
            pair => pair.Name, pair => pair.Value.ValueKind == JsonValueKind.True ? true : (object)pair.Value.GetString()!);
        foreach (var (key, value) in new[] { (nameof(environment), environment), (nameof(imageTag), imageTag) })
        {
            if (value is not null)
                context[key] = value;
        }

        return new App(new AppProps { Outdir = output.FullName, Context = context, AnalyticsReporting = false });
    }
}
