using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Amazon.SQS.Model;
using Store.Deploy;
using Store.Deploy.Tests.Synthesis;
using Workers.Hosting.Provisioning;

namespace EndToEnd.Tests;

/// <summary>The roles that the tasks get in AWS, beside what the same services call here.</summary>
[Collection(OneAtATime.Name)]
public sealed class TaskRoleTests(RunningSystem system)
{
    private const string Environment = "dev";

    /// <summary>Where the calls go that are made here; the agent of ECS and the collector, which make others, are not here.</summary>
    private static readonly string[] CalledHere = ["sqs:", "events:"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Allow_exactly_the_calls_that_the_services_make()
    {
        NodeJs.SkipWhereMissing();
        var allowed = Allowed();
        await MakeAllCallsAsync();

        // A copy of a message replaces it at the last receive that SQS allows, after more stops than there are here.
        var rare = new Call("a worker", "sqs:SendMessage", "its queue");

        // Each worker's role allows the same, on what is its own: what one of them needs, the others will need some day.
        var made = await system.AskAsync(
            new Uri(system.Aws, "/_localaws/callers"), text => !allowed.Select(Kind).Except(Made(text).Select(Kind)).Except([rare]).Any());

        // The tag of the topology is asked for on an emulator alone.
        Assert.Empty(Made(made).Where(call => call.Action != "events:ListTagsForResource").Except(allowed));
    }

    /// <summary>What the templates allow.</summary>
    private static HashSet<Call> Allowed()
    {
        var output = Directory.CreateTempSubdirectory("cdk-");
        try
        {
            var stacks = CdkRun.Synthesize(DeployApp.FindRoot(), Environment, imageTag: null, output);
            return
            [
                .. from task in stacks.Of("AWS::ECS::TaskDefinition")
                   let service = task.Stack[(Environment.Length + 1)..]
                   let role = task.Text("TaskRoleArn")![..^".Arn".Length]
                   from policy in stacks.In(service, "AWS::IAM::Policy")
                   where policy.List("Roles").Any(name => name.ToString() == role)
                   from statement in Statement.Read(policy)
                   from action in statement.Actions
                   where CalledHere.Any(prefix => action.StartsWith(prefix, StringComparison.Ordinal))
                   from resource in statement.Resources
                   select new Call(service, action, resource.Split(':', '/')[^1].Replace($"{Environment}-", "", StringComparison.Ordinal)),
            ];
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    /// <summary>What was called, by the name of the permission that it needs: a batch needs the one of the single call.</summary>
    private static HashSet<Call> Made(string callers) =>
    [
        .. JsonNode.Parse(callers)!["calls"]!.AsArray()
            .Select(call => new Call(
                (string)call!["caller"]!, ((string)call["operation"]!).Replace("Batch", "", StringComparison.Ordinal), (string)call["resource"]!))
            .Where(call => call.Service.Length > 0),
    ];

    private Call Kind(Call call) => call with
    {
        Service = call.Service == system.Services.Storefront.Name ? call.Service : "a worker",
        Resource = call.Resource.Replace(QueueOf(call.Service), "its queue", StringComparison.Ordinal),
    };

    private string QueueOf(string service) =>
        system.Services.Workers.FirstOrDefault(worker => worker.Name == service)?.Subscription!.Queue ?? "no queue";

    /// <summary>An order, one that a worker fails to handle at first, and a message that it gives up.</summary>
    private async Task MakeAllCallsAsync()
    {
        await system.ExecuteAsync("loyalty", "CREATE TRIGGER broken BEFORE INSERT ON Entries BEGIN SELECT RAISE(ABORT, 'broken'); END");
        await system.OrderAsync();
        await system.AskAsync(
            new Uri(system.Aws, "/_localaws/callers"),
            text => Made(text).Contains(new Call("loyalty", "sqs:ChangeMessageVisibility", "loyalty")));
        await system.ExecuteAsync("loyalty", "DROP TRIGGER broken");

        using var provisioner = new Provisioner(system.Aws);
        await provisioner.Sqs.SendMessageAsync(await UrlAsync(provisioner, "loyalty"), "This is no event.", Cancelled);
        await TakeAwayAsync(provisioner, await UrlAsync(provisioner, "loyalty-dlq"));
    }

    private static async Task<string> UrlAsync(Provisioner provisioner, string queue) =>
        (await provisioner.Sqs.GetQueueUrlAsync(queue, Cancelled)).QueueUrl;

    /// <summary>What lay there would be a dead letter to other tests.</summary>
    private static async Task TakeAwayAsync(Provisioner provisioner, string url)
    {
        var receive = new ReceiveMessageRequest(url) { WaitTimeSeconds = 20 };
        var given = Assert.Single((await provisioner.Sqs.ReceiveMessageAsync(receive, Cancelled)).Messages);
        await provisioner.Sqs.DeleteMessageAsync(url, given.ReceiptHandle, Cancelled);
    }

    private sealed record Call(string Service, string Action, string Resource);
}
