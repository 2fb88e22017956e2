using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Constructs;
using Invoices.Deploy;
using Workers.Deploy;

// The CDK runs this in the folder "deploy". Settings are values of the context: -c NAME=VALUE, or in cdk.json.
var root = Path.GetFullPath("..");
var app = new App();
string? Setting(string name) => app.Node.TryGetContext(name) as string;
var prefix = Setting("prefix") ?? "";

var stack = new Stack(app, prefix + "Invoices", new StackProps
{
    Env = new Amazon.CDK.Environment
    {
        Account = System.Environment.GetEnvironmentVariable("CDK_DEFAULT_ACCOUNT"),
        Region = System.Environment.GetEnvironmentVariable("CDK_DEFAULT_REGION"),
    },
});
IVpc vpc = Setting("vpc") is { } id
    ? Vpc.FromLookup(stack, "Vpc", new VpcLookupOptions { VpcId = id })
    : new Vpc(stack, "Vpc", new VpcProps { MaxAzs = 2, NatGateways = 1 });
var cluster = new Cluster(stack, "Cluster", new ClusterProps { Vpc = vpc, ContainerInsights = true, EnableFargateCapacityProviders = true });
var bus = new ArchivedEventBus(stack, "Bus", new ArchivedEventBusProps { EventBusName = prefix + "$bus$" });
var alarms = new AlarmTopics(stack, "Alarms", new AlarmTopicsProps { Name = prefix + "$bus$", Email = Setting("email") }).Actions;
var services = new ServiceTasks(stack, root, bus.EventBusName, prefix, vpc);

// Each folder with a subscription.json is a worker: a new one needs no line here.
foreach (var worker in WorkerDefinition.FindAll(Path.Combine(root, "services"), bus.EventBusName, prefix))
{
    var scope = new Construct(stack, worker.Name);
    _ = new WorkerSubscription(scope, "Subscription", new WorkerSubscriptionProps { Worker = worker, EventBus = bus, Alarms = alarms });
    var task = services.Create(scope, worker.Name, worker.Folder, WorkerPermissions.Of(scope, worker, cluster.ClusterName));
    services.Allow(new WorkerService(scope, "Service", new WorkerServiceProps
    {
        Worker = worker,
        Cluster = cluster,
        TaskDefinition = task.Definition,
        Alarms = alarms,
    }));
}

// The publisher. It has a load balancer, which only the VPC can reach.
var emitter = new Construct(stack, "emitter");
var program = services.Create(
    emitter, "emitter", Path.Combine(root, "services", "Invoices.Emitter"), WorkerPermissions.Publish(emitter, bus.EventBusName, ["invoices"]));
var publisher = new TaskService(emitter, "Service", new TaskServiceProps
{
    ServiceName = prefix + "emitter",
    Cluster = cluster,
    TaskDefinition = program.Definition,
    Alarms = alarms,
});
publisher.ScaleOnProcessor(60);
services.Allow(publisher);
LoadBalancer.Add(emitter, vpc, program, publisher.Service);

app.Synth();
