using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Workers.EventBridge.Aws;
using Workers.EventBridge.Envelope;
using Workers.Hosting.Subscriptions;
using Store.AppHost;

namespace EndToEnd.Tests;

/// <summary>
/// The emulator dies and comes back with nothing in it, while orders come in. What was in its queues is gone, and so at the kill they are
/// empty; every other order reaches every worker when the command of the README has run.
/// </summary>
[Collection(OneAtATime.Name)]
public sealed class EmulatorRestartTests : IAsyncLifetime
{
    private const string Created = "OrderCreated";

    private readonly SeparateProcesses _system = new();
    private readonly List<string> _orders = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _system.StartAwsAsync();
        await _system.ProvisionAsync();
        await _system.StartServicesAsync();
    }

    [Fact]
    public async Task Every_accepted_order_is_in_every_worker_after_the_recovery()
    {
        await OrderAsync(10);
        await UntilAllArrivedAsync();

        // Accepted, and not published when the emulator dies.
        await ThrottlePublishersAsync();
        await OrderAsync(5);
        await _system.KillAwsAsync();

        using var enough = new CancellationTokenSource();
        var customers = OrderUntilAsync(enough.Token);
        await UntilOrderedAsync(10);
        await _system.StartAwsAsync();
        await UntilOrderedAsync(10);

        // As far as a provisioning gets that is cut off: there is a bus, and no rule.
        await CreateBusAsync();
        await UntilOrderedAsync(20);
        var unpublished = await _system.UnsentAsync();
        await _system.ProvisionAsync();
        await UntilOrderedAsync(10);
        await enough.CancelAsync();
        await customers;

        Assert.True(unpublished >= 45, $"Only {unpublished} events waited for the provisioning.");
        await UntilAllArrivedAsync();
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    private async Task OrderAsync(int count)
    {
        for (var number = 0; number < count; number++)
            await OrderAsync();
    }

    private async Task OrderAsync()
    {
        var order = await _system.OrderAsync();
        lock (_orders)
            _orders.Add(order);
    }

    private async Task OrderUntilAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await OrderAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancelled);
        }
    }

    private async Task UntilOrderedAsync(int more)
    {
        var wanted = Count() + more;
        await Eventually.UntilAsync(() => Count() >= wanted, () => "No more orders come in.");
    }

    private int Count()
    {
        lock (_orders)
            return _orders.Count;
    }

    private async Task ThrottlePublishersAsync()
    {
        using var answer = await _system.Http.PutAsJsonAsync(
            new Uri(_system.Aws, "/_localaws/faults"), new { throttle = 1.0, operations = new[] { "events:PutEvents" } }, Cancelled);
        answer.EnsureSuccessStatusCode();
    }

    private async Task CreateBusAsync()
    {
        using var eventBridge = new EventBridgeClient(
            new Amazon.Runtime.BasicAWSCredentials("local", "local"),
            new EventBridgeClientConfig { ServiceURL = _system.Aws.ToString(), AuthenticationRegion = "eu-west-1" });
        await eventBridge.CallAsync("CreateEventBus", new JsonObject { ["Name"] = "store" }, Cancelled);
    }

    private async Task UntilAllArrivedAsync()
    {
        var missing = "";
        var interested = _system.Services.Workers.Where(
            worker => worker.Subscription!.Pattern.GetRawText().Contains(Created, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(interested);
        foreach (var worker in interested)
        {
            await Eventually.UntilAsync(
                async () => (missing = string.Join(", ", (await MissingAsync(worker)).Order())).Length == 0,
                () => $"{worker.Name} misses orders {missing}",
                Eventually.ProcessInterval);
        }
    }

    private async Task<IEnumerable<string>> MissingAsync(ServiceFolder worker)
    {
        var reactions = await _system.Http.GetFromJsonAsync<JsonArray>(new Uri(worker.Url, "/reactions?take=5000"), Cancelled);
        var arrived = reactions!
            .Where(reaction => (string)reaction!["detailType"]! == Created)
            .Select(reaction => (Guid?)reaction!["correlationId"])
            .ToHashSet();
        lock (_orders)
            return [.. _orders.Where(order => !arrived.Contains(EventIds.ToGuid(order)))];
    }
}
