using System.Text.Json.Nodes;
using Store.Deploy.Tests.Synthesis;

[assembly: AssemblyFixture(typeof(Synthesized))]

namespace Store.Deploy.Tests.Synthesis;

/// <summary>What the app makes of this repository, once for all tests: the CDK does one thing at a time.</summary>
public sealed class Synthesized : IDisposable
{
    private readonly DirectoryInfo _output = Directory.CreateTempSubdirectory("cdk-");
    private readonly Stacks? _dev;
    private readonly Stacks? _prod;
    private readonly Stacks? _extended;
    private readonly Stacks? _images;
    private readonly Stacks? _moreImages;
    private readonly Stacks? _untagged;
    private readonly Stacks? _restored;
    private readonly Stacks? _existing;
    private readonly Stacks? _prometheus;
    private readonly Stacks? _gateway;

    public Synthesized()
    {
        if (!NodeJs.IsThere)
            return;

        using var clone = new Clone();
        clone.FillInProduction();
        _dev = Synthesize(clone, "dev", "of-today");
        _prod = Synthesize(clone, "prod", "of-yesterday");
        _images = CdkRun.SynthesizeImages(clone.Root, _output.CreateSubdirectory("images"));
        _untagged = CdkRun.Synthesize(clone.Root, "dev", null, _output.CreateSubdirectory("untagged"));
        _restored = Synthesize(clone, "prod", "of-yesterday", "restored", Restore);
        _existing = Synthesize(clone, "prod", "of-yesterday", "existing", UseExisting);
        clone.Write(
            "services/store/Thanks.Worker/subscription.json",
            """
            {
              "queue": "thanks", "pattern": { "detail": { "data": { "note": [null], "total": [{ "numeric": [">", 1.50] }] } } },
              "publishes": ["store.thanks"], "scaling": { "minTasks": 0 }
            }
            """);
        _extended = Synthesize(clone, "dev", "of-tomorrow", change: UseOtherSettings);
        _moreImages = CdkRun.SynthesizeImages(clone.Root, _output.CreateSubdirectory("more-images"));
        using var other = new Clone();
        other.FillInProduction();
        other.ChangeTelemetry();
        _prometheus = Synthesize(other, "dev", "to-prometheus");
        _gateway = Synthesize(other, "prod", "to-gateway");
    }

    /// <summary>The environment dev, as it stands in the repository, with images <c>of-today</c>.</summary>
    internal Stacks Dev => Get(_dev);

    /// <summary>The environment prod, with what the operator has to fill in, and images <c>of-yesterday</c>.</summary>
    internal Stacks Prod => Get(_prod);

    /// <summary>
    /// The environment dev with a worker more, <c>thanks</c>, which may have no task and has none on Spot; <c>email</c> has all on Spot. It has a
    /// small network without endpoints, an owner and a budget.
    /// </summary>
    internal Stacks Extended => Get(_extended);

    /// <summary>The environment dev, without an image tag.</summary>
    internal Stacks Untagged => Get(_untagged);

    /// <summary>The image repositories.</summary>
    internal Stacks Images => Get(_images);

    /// <summary>The image repositories, with that of the worker more.</summary>
    internal Stacks MoreImages => Get(_moreImages);

    /// <summary>The environment prod with images <c>of-yesterday</c>, and a database server that was restored from a snapshot.</summary>
    internal Stacks Restored => Get(_restored);

    /// <summary>The environment prod with what others have made: network, database server, bus, and load balancer.</summary>
    internal Stacks Existing => Get(_existing);

    /// <summary>The environment dev, with Prometheus as target of the metrics.</summary>
    internal Stacks Prometheus => Get(_prometheus);

    /// <summary>The environment prod, with gateway collectors that export to an OTLP backend.</summary>
    internal Stacks Gateway => Get(_gateway);

    public void Dispose() => _output.Delete(recursive: true);

    private static Stacks Get(Stacks? stacks)
    {
        NodeJs.SkipWhereMissing();
        return stacks!;
    }

    private Stacks Synthesize(
        Clone clone, string environment, string imageTag, string? folder = null, Action<JsonObject>? change = null)
    {
        if (change is not null)
            clone.ChangeEnvironment(environment, change);
        return CdkRun.Synthesize(clone.Root, environment, imageTag, _output.CreateSubdirectory(folder ?? imageTag));
    }

    private static void Restore(JsonObject settings)
    {
        settings["database"]!["snapshot"] = "prod-2026-11-27";
        settings["database"]!["monitoringSeconds"] = 60;
    }

    private static void UseExisting(JsonObject settings)
    {
        settings["natGateways"] = 0;
        settings["bus"] = "company";
        settings["archiveDays"] = 0;
        settings["certificateArn"] = "";
        settings["database"] = JsonNode.Parse(
            """
            {
              "instanceClass": "db.r7g.large",
              "existing": {
                "endpoint": "postgres.example.com", "port": 5433, "securityGroup": "sg-0123456789abcdef0",
                "administrator": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:postgres-AbCdEf"
              }
            }
            """);
        settings["network"] = JsonNode.Parse(
            """{ "vpc": { "id": "vpc-0123456789abcdef0", "serviceSubnets": ["subnet-00000000000000001", "subnet-00000000000000002"] } }""");
        settings["loadBalancer"] = JsonNode.Parse(
            """
            {
              "existing": {
                "listenerArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shared/0123456789abcdef/fedcba9876543210",
                "securityGroup": "sg-0fedcba9876543210", "host": "store.example.com", "priority": 70
              }
            }
            """);
    }

    private static void UseOtherSettings(JsonObject settings)
    {
        settings["natGateways"] = 1;
        settings["services"]!["thanks"] = new JsonObject { ["spot"] = 0 };
        settings["services"]!["email"] = new JsonObject { ["spot"] = 1 };
        settings["bus"] = "company";
        settings["owner"] = "Team Orders";
        settings["alarms"] = new JsonObject { ["email"] = "operators@example.com" };
        settings["budget"] = 300;
        settings["network"] = JsonNode.Parse(
            """{ "cidr": "172.16.0.0/22", "zones": ["eu-west-1a", "eu-west-1b", "eu-west-1c"], "endpoints": false }""");
    }
}
