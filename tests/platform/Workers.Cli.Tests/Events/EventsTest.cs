using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Workers.EventBridge.Aws;
using Workers.LocalAws;

namespace Workers.Cli.Tests.Events;

/// <summary>LocalAws with the store's queues and rules.</summary>
public abstract class EventsTest : IAsyncLifetime
{
    private protected static readonly string Contracts = Path.Combine(AppContext.BaseDirectory, "Store.Contracts.dll");

    private readonly string _folder = Directory.CreateTempSubdirectory("events-").FullName;

    private protected LocalAwsServer Server { get; private set; } = null!;

    private protected AmazonSQSClient Sqs { get; private set; } = null!;

    private protected EventBridgeClient Bus { get; private set; } = null!;

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Server = await LocalAwsServer.StartAsync();
        var credentials = new BasicAWSCredentials("x", "x");
        Sqs = new AmazonSQSClient(credentials, new AmazonSQSConfig { ServiceURL = Server.Endpoint.ToString(), AuthenticationRegion = Server.Region });
        Bus = new EventBridgeClient(credentials, new EventBridgeClientConfig { ServiceURL = Server.Endpoint.ToString(), AuthenticationRegion = Server.Region });
        await CommandRun.SucceedAsync("provision", "--endpoint", Server.Endpoint.ToString(), "--services", RepositoryFiles.Services);
    }

    public async ValueTask DisposeAsync()
    {
        Sqs.Dispose();
        Bus.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected Task<CommandRun> RunAsync(params string[] arguments) =>
        CommandRun.OfAsync(["events", .. arguments, "--endpoint", Server.Endpoint.ToString()]);

    private protected string Write(string text)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(file, text);
        return file;
    }

    private protected static string User(string id = "u1", string email = "ada@example.com") =>
        $$$"""{"source":"store.users","detail-type":"UserRegistered","detail":{"userId":"{{{id}}}","email":"{{{email}}}","name":"Ada","registeredAt":"2026-11-27T08:00:00Z"}}""";

    /// <summary>Publishes as a program without the platform does.</summary>
    private protected Task<JsonObject> PutAsync(string source, string type, string detail) => Bus.CallAsync(
        "PutEvents",
        new() { ["Entries"] = new JsonArray(new JsonObject { ["EventBusName"] = "store", ["Source"] = source, ["DetailType"] = type, ["Detail"] = detail }) },
        Cancelled);

    /// <summary>Takes all visible messages.</summary>
    private protected async Task<IReadOnlyList<JsonNode>> TakeAllAsync(string queue)
    {
        var url = (await Sqs.GetQueueUrlAsync(queue, Cancelled)).QueueUrl;
        List<JsonNode> all = [];
        while (true)
        {
            var answer = await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 10 }, Cancelled);
            if (answer.Messages is not { Count: > 0 } messages)
                return all;
            foreach (var message in messages)
            {
                all.Add(JsonNode.Parse(message.Body)!);
                await Sqs.DeleteMessageAsync(url, message.ReceiptHandle, Cancelled);
            }
        }
    }

    private protected async Task<IReadOnlyList<string>> TemporaryQueuesAsync() =>
        [.. ((await Sqs.ListQueuesAsync("workers-tail-", Cancelled)).QueueUrls ?? []).Select(url => url[(url.LastIndexOf('/') + 1)..])];

    private protected async Task<IReadOnlyList<string>> RulesAsync() =>
        [.. (await Bus.CallAsync("ListRules", new() { ["EventBusName"] = "store" }, Cancelled))["Rules"]!.AsArray().Select(rule => (string)rule!["Name"]!)];
}
