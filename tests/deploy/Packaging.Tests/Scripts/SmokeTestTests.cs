namespace Packaging.Tests.Scripts;

/// <summary>The script <c>deploy/smoke-test</c>.</summary>
public sealed class SmokeTestTests
{
    private const string Script = "deploy/smoke-test";
    private const string Order = "0197a1b2c3d47e5f8a9b0c1d2e3f4a5b";

    [Fact]
    public async Task It_places_an_order_and_finds_it_in_the_log_of_every_worker_that_subscribes_to_it()
    {
        using var fakes = Fakes().Answer("aws logs filter-log-events *", "1234");

        var (code, output) = await fakes.RunAsync(Script, "dev");

        var subscribers = ServiceFolders.Workers
            .Where(folder => RepositoryFiles.Read("services", "store", folder, "subscription.json").Contains("\"OrderCreated\"", StringComparison.Ordinal))
            .Select(ServiceFolders.NameOf).ToList();
        var searches = fakes.Calls.Where(call => call.StartsWith("aws logs ", StringComparison.Ordinal)).ToList();
        Assert.True(code == 0, output);
        Assert.NotEmpty(subscribers);
        Assert.NotEqual(ServiceFolders.Workers.Count, subscribers.Count);
        Assert.Equal(subscribers.Select(worker => $"/workers/dev/{worker}"), searches.Select(search => search.Split(' ')[4]));
        Assert.All(searches, search => Assert.Contains("$.Event = \"0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b\"", search, StringComparison.Ordinal));
    }

    /// <summary>The names of the properties, as the line in the log has them.</summary>
    [Fact]
    public void It_searches_for_the_line_that_a_worker_writes_about_each_delivery()
    {
        const string folder = "services/platform/Workers.EventBridge/Receiving/";

        Assert.Contains("\"{DetailType} {Event} of {Queue}: {Outcome} in ", RepositoryFiles.Read(folder + "Deliveries.cs"), StringComparison.Ordinal);
        Assert.Contains("Consumed = \"consumed\"", RepositoryFiles.Read(folder + "DeliveryOutcome.cs"), StringComparison.Ordinal);
        Assert.Contains(
            """{ \$.Event = \"$event\" && \$.DetailType = \"OrderCreated\" && \$.Outcome = \"consumed\" }""", RepositoryFiles.Read(Script), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_waits_for_a_worker_that_takes_longer()
    {
        using var fakes = Fakes().AnswerOnce("aws logs filter-log-events *stock *", "\n\n").Answer("aws logs filter-log-events *", "1234");

        var (code, output) = await fakes.RunAsync(Script, "dev");

        Assert.True(code == 0, output);
        Assert.Equal(2, fakes.Calls.Count(call => call.Contains("/workers/dev/stock ", StringComparison.Ordinal)));
        Assert.Single(fakes.Calls, call => call.Contains("/workers/dev/email ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_names_the_workers_that_did_not_handle_the_order_in_time()
    {
        using var fakes = Fakes().Answer("aws logs filter-log-events *stock *").Answer("aws logs filter-log-events *", "1234");

        var (code, output) = await fakes.RunAsync(Script, "dev", "--timeout", "30");

        Assert.Equal(1, code);
        Assert.Contains("Not handled after 30 s by: stock.", output, StringComparison.Ordinal);
        Assert.Equal(3, fakes.Calls.Count(call => call.StartsWith("sleep ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_order_that_is_refused_ends_it()
    {
        using var fakes = new FakePrograms().Answer("curl *", "curl: (22) The requested URL returned error: 503", code: 22);

        Assert.NotEqual(0, (await fakes.RunAsync(Script, "dev", "--url", "http://storefront")).Code);
        Assert.StartsWith("curl -fsS --max-time 30 http://storefront/orders ", Assert.Single(fakes.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_places_no_order_in_production()
    {
        using var fakes = new FakePrograms();

        var (code, output) = await fakes.RunAsync(Script, "prod");

        Assert.Equal(1, code);
        Assert.Contains("prod is in production", output, StringComparison.Ordinal);
        Assert.Empty(fakes.Calls);
    }

    [Fact]
    public async Task It_refuses_an_environment_that_does_not_exist()
    {
        using var fakes = new FakePrograms();

        var (code, output) = await fakes.RunAsync(Script, "nosuch");

        Assert.Equal(2, code);
        Assert.Equal("There is no environment nosuch: deploy/environments has no nosuch.json.", output.Trim());
        Assert.Empty(fakes.Calls);
    }

    private static FakePrograms Fakes() => new FakePrograms()
        .Answer("sleep *")
        .Answer("aws cloudformation describe-stacks --stack-name dev-storefront *", "http://dev-storefront.example.com")
        .Answer("curl * http://dev-storefront.example.com/orders -H *", $$"""{"orderId":"{{Order}}"}""")
        .Answer($"curl * http://dev-storefront.example.com/orders/{Order} *");
}
