using System.Text.Json.Nodes;

namespace EndToEnd.Tests;

/// <summary>What a developer sees and does: the dashboard's pages and the page of LocalAws in a real browser, and the commands of resources.</summary>
[Collection(OneAtATime.Name)]
public sealed class LocalSystemTests(RunningSystem system)
{
    private Uri Page => new(system.Aws, "/_localaws/");

    [Fact]
    public async Task The_dashboard_shows_every_service_and_the_trace_of_an_order()
    {
        var order = await PlaceOrderAsync();
        var trace = await TraceAsync(order);
        await using var browser = await Browser.OpenAsync(system.Dashboard);

        foreach (var service in system.Services.All)
            await browser.SeeAsync("body", service.Name);
        await browser.KeepAsync("dashboard");
        await browser.Page.GoToAsync(new Uri(system.Dashboard, $"/traces/detail/{trace}").ToString());

        // Of a long trace there are just those rows that are seen.
        foreach (var text in new[] { "storefront: POST /orders", "aws_eventbridge", "aws_sqs" })
            await browser.SeeAsync("body", text);
        await browser.KeepAsync("dashboard-trace");
    }

    [Fact]
    public async Task The_page_leads_a_dead_letter_back_to_its_worker_until_it_is_done()
    {
        await using var browser = await Browser.OpenAsync(Page);
        string order;
        using (NoMailFolder())
        {
            order = await PlaceOrderAsync();
            await browser.SeeAsync(".route[data-queue=email] .dead", "1 dead letter");
        }

        await browser.KeepAsync("map");
        await browser.ClickAsync(".route[data-queue=email] .dead");
        await browser.SeeAsync(".dead-queue .group", "System.IO.IOException");
        await browser.ClickAsync(".dead-queue .group .example summary");
        await browser.SeeAsync(".dead-queue .group pre", order);
        await browser.KeepAsync("dead-letters");
        await browser.ClickAsync(".dead-queue .group button", "Redrive group");
        await browser.SeeAsync("#done", "1 message of email-dlq moved to email.");

        await system.AskAsync(
            new Uri(system.Worker("email").Url, $"/mails/{order}"), answer => answer.Contains("confirmation", StringComparison.Ordinal));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_service_that_is_killed_is_started_again()
    {
        // More than once: what is known of the first process does not help with the second.
        foreach (var service in new[] { "localaws", "payment-gateway", "profile", "storefront", "profile", "profile" })
        {
            await system.KillAsync(service);
            await system.UntilReadyAsync(service);
        }

        var order = await system.OrderAsync();
        await system.AskAsync(
            new Uri(system.Worker("payment").Url, $"/payments/{order}"), answer => answer.Contains("charged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Commands_do_what_a_customer_does()
    {
        var declined = await system.CommandAsync("storefront", "place-declined-order");
        var user = await system.CommandAsync("storefront", "register-user", ("email", "grace@example.com"), ("name", "Grace"));
        await system.CommandAsync("storefront", "import-file", ("file", Path.Combine(AppContext.BaseDirectory, "history.csv")));
        var demo = await system.CommandAsync("storefront", "run-demo", ("orders", "5"));

        await system.AskAsync(
            new Uri(system.Worker("email").Url, $"/mails/{Value(declined, "orderId")}"), answer => answer.Contains("payment-declined", StringComparison.Ordinal));
        await system.AskAsync(new Uri(system.Worker("profile").Url, $"/profiles/{Value(user, "userId")}"), answer => answer.Contains("Grace", StringComparison.Ordinal));
        Assert.Equal("0", Value(demo, "lost"));
        Assert.Contains("refused", (await system.CommandAsync("payment", "publish-refused")).Data!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_are_switched_on_and_off()
    {
        var on = await system.CommandAsync("localaws", "faults-on", ("percent", "10"));
        var off = await system.CommandAsync("localaws", "faults-off");

        Assert.Equal(("0.1", "0"), (Value(on, "throttle"), Value(off, "throttle")));
    }

    private async Task<string> PlaceOrderAsync() => Value(
        await system.CommandAsync("storefront", "place-order", ("sku", "10002"), ("quantity", "2"), ("email", "ada@example.com")), "orderId");

    private static string Value(Aspire.Hosting.ApplicationModel.ExecuteCommandResult result, string name) =>
        JsonNode.Parse(result.Data!.Value)![name]!.ToString();

    private async Task<string> TraceAsync(string order)
    {
        var trace = await Eventually.GetAsync(
            async () => (await system.Traces.FindAsync(order, TestContext.Current.CancellationToken)).FirstOrDefault(
                trace => trace.Spans.Count(span => span.Name.StartsWith("process ", StringComparison.Ordinal)) >= 6),
            found => found is not null,
            interval: Eventually.ProcessInterval);
        return trace!.TraceId;
    }

    /// <summary>Mails cannot be written as long as a file is in the place of their folder.</summary>
    private FileInTheWay NoMailFolder() => new(Path.Combine(system.Data, "mail"));

    private sealed class FileInTheWay : IDisposable
    {
        private readonly string _folder;

        public FileInTheWay(string folder)
        {
            _folder = folder;
            if (Directory.Exists(folder))
                Directory.Move(folder, folder + ".away");
            File.WriteAllText(folder, "");
        }

        public void Dispose()
        {
            File.Delete(_folder);
            if (Directory.Exists(_folder + ".away"))
                Directory.Move(_folder + ".away", _folder);
        }
    }
}
