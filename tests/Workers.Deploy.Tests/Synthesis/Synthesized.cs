using System.Text.Json;
using Amazon.CDK;
using Workers.Deploy.Tests.Synthesis;

[assembly: AssemblyFixture(typeof(Synthesized))]

namespace Workers.Deploy.Tests.Synthesis;

/// <summary>What the app makes of this repository, once for all tests: the CDK does one thing at a time.</summary>
public sealed class Synthesized : IDisposable
{
    /// <summary>Fails tests that would be skipped because Node.js is missing.</summary>
    private const string Required = "WORKERS_REQUIRE_NODE";

    private const string Missing = "There is no Node.js on the PATH, in which the CDK runs (Debian: apt-get install nodejs).";

    private readonly DirectoryInfo _output = Directory.CreateTempSubdirectory("cdk-");
    private readonly Stacks? _dev;
    private readonly Stacks? _prod;
    private readonly Stacks? _extended;

    public Synthesized()
    {
        if (!Tool.IsOnPath("node"))
            return;

        System.Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1");
        using var clone = new Clone();
        clone.FillInProduction();
        _dev = Synthesize(clone, "dev", "of-today");
        _prod = Synthesize(clone, "prod", "of-yesterday");
        clone.Write(
            "services/Thanks.Worker/subscription.json",
            """
            {
              "queue": "thanks", "pattern": { "detail": { "data": { "note": [null], "total": [{ "numeric": [">", 1.50] }] } } },
              "publishes": ["store.thanks"], "scaling": { "minTasks": 0 }
            }
            """);
        _extended = Synthesize(clone, "dev", "of-tomorrow");
    }

    /// <summary>The environment dev, as it stands in the repository, with images <c>of-today</c>.</summary>
    internal Stacks Dev => Get(_dev);

    /// <summary>The environment prod, with what the operator has to fill in, and images <c>of-yesterday</c>.</summary>
    internal Stacks Prod => Get(_prod);

    /// <summary>The environment dev with a worker more, <c>thanks</c>, which may have no task.</summary>
    internal Stacks Extended => Get(_extended);

    public void Dispose() => _output.Delete(recursive: true);

    private static Stacks Get(Stacks? stacks)
    {
        if (System.Environment.GetEnvironmentVariable(Required) is { Length: > 0 })
            Assert.True(stacks is not null, Missing);
        Assert.SkipWhen(stacks is null, Missing);
        return stacks!;
    }

    private Stacks Synthesize(Clone clone, string environment, string imageTag)
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(DeployApp.FindRoot(), "deploy", "cdk.json")));
        var context = settings.RootElement.GetProperty("context").EnumerateObject().ToDictionary(
            pair => pair.Name, pair => pair.Value.ValueKind == JsonValueKind.True ? true : (object)pair.Value.GetString()!);
        context["environment"] = environment;
        context["imageTag"] = imageTag;
        var folder = _output.CreateSubdirectory(imageTag).FullName;
        var app = new App(new AppProps { Outdir = folder, Context = context, AnalyticsReporting = false });
        DeployApp.Build(app, clone.Root);
        app.Synth();
        return new Stacks(folder, environment, ServiceFolders.Find(Path.Combine(clone.Root, "services")));
    }
}
