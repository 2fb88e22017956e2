using System.Text.Json.Nodes;
using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Workers.Deploy.Tests.Synthesis;
using Workers.Hosting.Subscriptions;

[assembly: AssemblyFixture(typeof(Templates))]

namespace Workers.Deploy.Tests.Synthesis;

/// <summary>
/// The templates of stacks that have every construct, synthesized once for all tests: the CDK does one thing at a time.
/// </summary>
public sealed class Templates : IDisposable
{
    private readonly DirectoryInfo _output = Directory.CreateTempSubdirectory("constructs-");
    private readonly IReadOnlyList<Resource> _new = [];
    private readonly IReadOnlyList<Resource> _existing = [];
    private readonly IReadOnlyList<Resource> _example = [];

    public Templates()
    {
        if (!NodeJs.IsThere)
            return;
        System.Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1");
        var app = new App(new AppProps { Outdir = _output.FullName, AnalyticsReporting = false });
        DefineNew(new Stack(app, nameof(New)));
        DefineExisting(new Stack(app, nameof(Existing)));
        DefineExample(app);
        var folder = app.Synth().Directory;
        Files = [.. Directory.GetFiles(folder, "*.template.json")];
        (_new, _existing, _example) = (Read(folder, nameof(New)), Read(folder, nameof(Existing)), Read(folder, "Billing"));
    }

    /// <summary>The template files.</summary>
    internal IReadOnlyList<string> Files { get; } = [];

    /// <summary>A system <c>prod-billing</c> with the worker <c>reminder</c> and all defaults; alarms have receivers and a runbook.</summary>
    internal IReadOnlyList<Resource> New => Get(_new);

    /// <summary>
    /// A worker <c>thanks</c> without prefix, on a bus that exists: it may have no task, has none on Spot, publishes, sends, and migrates its database.
    /// The queue of a worker <c>orders</c> is a FIFO queue.
    /// </summary>
    internal IReadOnlyList<Resource> Existing => Get(_existing);

    /// <summary>The system of the README, with one worker.</summary>
    internal IReadOnlyList<Resource> Example => Get(_example);

    /// <summary>A worker, as a <c>subscription.json</c> would define it.</summary>
    internal static WorkerDefinition Worker(string name, string bus, string fields = "", string? queue = null)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, $$"""{ "queue": "{{queue ?? name}}", "pattern": { "source": ["invoices"], "detail": { "total": [{ "numeric": [">", 1.50] }] } }{{fields}} }""");
            return new WorkerDefinition { Name = name, Subscription = SubscriptionFile.Read(file), EventBusName = bus };
        }
        finally
        {
            File.Delete(file);
        }
    }

    public void Dispose() => _output.Delete(recursive: true);

    private static void DefineNew(Stack stack)
    {
        var bus = new ArchivedEventBus(stack, "Bus", new ArchivedEventBusProps { EventBusName = "prod-billing" });
        var alarms = new AlarmTopics(stack, "Alarms", new AlarmTopicsProps
        {
            Name = "prod",
            Email = "operators@example.com",
            Https = "https://events.example.com/key",
            RunbookUrl = "https://wiki.example.com/runbook",
        }).Actions;
        var worker = Worker("reminder", "prod-billing") with { Prefix = "prod-" };
        _ = new WorkerSubscription(stack, "Reminder", new WorkerSubscriptionProps { Worker = worker, EventBus = bus, Alarms = alarms });
        var cluster = Cluster(stack);
        var task = Task(stack, worker, cluster);
        _ = new WorkerService(stack, "Service", new WorkerServiceProps { Worker = worker, Cluster = cluster, TaskDefinition = task.Definition, Alarms = alarms });
        var documents = new MessageDataBucket(stack, "Documents");
        documents.GrantRead(task.Definition.TaskRole);
        documents.GrantStore(task.Definition.TaskRole);
    }

    private static void DefineExisting(Stack stack)
    {
        var bus = new ArchivedEventBus(stack, "Bus", new ArchivedEventBusProps
        {
            EventBusName = "company",
            Exists = true,
            ArchiveName = "thanks",
            ArchiveDays = 7,
            Retain = false,
        });
        var alarms = new AlarmTopics(stack, "Alarms", new AlarmTopicsProps { Name = "thanks" }).Actions;
        var worker = Worker(
            "thanks", "company", """, "publishes": ["thanks"], "sends": ["orders", "returns"], "scaling": { "minTasks": 0, "maxTasks": 3, "messagesPerTask": 7 }""");
        _ = new WorkerSubscription(
            stack, "Thanks", new WorkerSubscriptionProps { Worker = worker, EventBus = bus, Alarms = alarms, OldestMessageMinutes = 60 });
        var ordered = Worker("orders", "company", queue: "orders.fifo");
        _ = new WorkerSubscription(stack, "Orders", new WorkerSubscriptionProps { Worker = ordered, EventBus = bus, Alarms = alarms });
        var cluster = Cluster(stack);
        var task = Task(stack, worker, cluster, migrates: true);
        _ = new WorkerService(
            stack, "Service", new WorkerServiceProps { Worker = worker, Cluster = cluster, TaskDefinition = task.Definition, Alarms = alarms, Spot = 0 });
        var publisher = new HostTask(stack, "Publisher", new HostTaskProps
        {
            Name = "emitter",
            Image = ContainerImage.FromRegistry("emitter"),
            EventBusName = "company",
            Permissions = WorkerPermissions.Publish(stack, "company", ["invoices"]),
        });
        new TaskService(stack, "PublisherService", new TaskServiceProps
        {
            ServiceName = "emitter",
            Cluster = cluster,
            TaskDefinition = publisher.Definition,
            Alarms = alarms,
        }).ScaleOnProcessor(60);
        _ = new MessageDataBucket(stack, "Documents", new MessageDataBucketProps { Prefix = "", TimeToLiveDays = [7, 30] });
    }

    private void DefineExample(App app)
    {
        var services = _output.CreateSubdirectory("services");
        File.WriteAllText(
            Path.Combine(services.CreateSubdirectory("Reminder.Worker").FullName, SubscriptionFile.Name),
            """{ "queue": "reminder", "pattern": { "source": ["invoices"] } }""");
        ReadmeExample.Define(app, services.FullName);
    }

    private static Cluster Cluster(Stack stack) => new(stack, "Cluster", new ClusterProps
    {
        Vpc = new Vpc(stack, "Vpc", new VpcProps { MaxAzs = 2, NatGateways = 1 }),
        ContainerInsights = true,
        EnableFargateCapacityProviders = true,
    });

    private static HostTask Task(Stack stack, WorkerDefinition worker, Cluster cluster, bool migrates = false) => new(stack, "Task", new HostTaskProps
    {
        Name = worker.Name,
        Prefix = worker.Prefix,
        EventBusName = worker.EventBusName,
        Image = ContainerImage.FromRegistry("image"),
        Permissions = WorkerPermissions.Of(stack, worker, cluster.ClusterName),
        Environment = new Dictionary<string, string> { ["Reminder__Days"] = "14" },
        MigratesDatabase = migrates,
    });

    private static IReadOnlyList<Resource> Get(IReadOnlyList<Resource> resources)
    {
        NodeJs.SkipWhereMissing();
        return resources;
    }

    private static IReadOnlyList<Resource> Read(string folder, string stack) =>
    [
        .. JsonNode.Parse(File.ReadAllText(Path.Combine(folder, $"{stack}.template.json")))!["Resources"]!.AsObject()
            .Select(resource => new Resource(resource.Key, resource.Value!.AsObject())),
    ];
}
