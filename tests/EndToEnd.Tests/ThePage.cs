using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using PuppeteerSharp;

namespace EndToEnd.Tests;

/// <summary>The local page, in a real browser, on the real processes. Its looks are kept below <c>TestResults</c>.</summary>
[Collection(OneAtATime.Name)]
public sealed class ThePage(RunningSystem system)
{
    [Fact]
    public async Task Shows_an_order_on_its_way_through_all_services()
    {
        await using var browser = await Browser.OpenAsync(system.Page);
        await browser.SeeAsync(".service[data-service=warehouse] .state", "running");
        var order = await PlaceOrderAsync(browser);
        await browser.SeeAsync("#map-bus .arrow.moving");
        await browser.KeepAsync("map");

        await browser.ClickAsync("#done a", "Show its trace");
        await browser.SeeAsync("#traces-rows tr", order);
        await browser.KeepAsync("traces");
        await browser.ClickAsync("#traces-rows a", "POST /orders");

        foreach (var worker in new[] { "payment", "stock", "email", "warehouse", "analytics", "loyalty" })
            await browser.SeeAsync("button.span", worker);
        await browser.SeeAsync(".marks", "in queue payment");
        await browser.ClickAsync("button.span", "process payment");
        await browser.SeeAsync(".details dd", "aws_sqs");
        await browser.KeepAsync("trace");
        await browser.ClickAsync("#trace-databases");
        await browser.SeeAsync("button.span", "SELECT ");
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Clears_a_trace_that_is_no_longer_there_and_does_not_ask_for_it_each_second()
    {
        await using var browser = await Browser.OpenAsync(system.Page);
        await PlaceOrderAsync(browser);
        await browser.ClickAsync("#done a", "Show its trace");
        await browser.ClickAsync("#traces-rows a", "POST /orders");
        await browser.SeeAsync("button.span", "create OrderCreated");

        var asked = 0;
        await browser.ChangeAnswersAsync(url =>
        {
            if (!url.AbsolutePath.StartsWith("/api/traces/", StringComparison.Ordinal))
                return Task.FromResult<ResponseData?>(null);
            asked++;
            return Task.FromResult<ResponseData?>(new() { Status = HttpStatusCode.NotFound, Body = "There is no such trace here." });
        });

        await browser.SeeAsync("#trace-note", "There is no such trace here.");
        for (var looked = 0; looked < 3; looked++)
            await browser.Page.WaitForResponseAsync(answer => answer.Url.EndsWith("/api/system", StringComparison.Ordinal));
        Assert.Equal(0, await browser.Page.EvaluateExpressionAsync<int>(
            "[...document.querySelectorAll('button.span')].length + (document.getElementById('trace-waterfall').hidden ? 0 : 1)"));
        Assert.Equal(1, asked);
        await browser.KeepAsync("trace-gone");
    }

    [Fact]
    public async Task Does_not_offer_a_trace_that_is_elsewhere()
    {
        await using var browser = await Browser.OpenAsync(system.Page);
        await browser.ChangeAnswersAsync(async url =>
        {
            if (url.AbsolutePath != "/api/system")
                return null;
            var map = JsonNode.Parse(await system.Http.GetStringAsync(url, TestContext.Current.CancellationToken))!;
            map["tracesGoTo"] = "http://127.0.0.1:4317";
            return new ResponseData { ContentType = "application/json", Body = map.ToJsonString() };
        });
        await browser.Page.ReloadAsync();
        await browser.SeeAsync("#map-bus .name", "bus store");

        await PlaceOrderAsync(browser);

        await browser.SeeAsync("#done", "Traces go to http://127.0.0.1:4317, as OTEL_EXPORTER_OTLP_ENDPOINT says, and not here.");
        Assert.Null(await browser.Page.QuerySelectorAsync("#done a"));
        await browser.KeepAsync("traces-elsewhere");
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Leads_a_dead_letter_back_to_its_worker_until_it_is_done()
    {
        await using var browser = await Browser.OpenAsync(system.Page);
        string order;
        using (NoMailFolder())
        {
            order = await PlaceOrderAsync(browser);
            await browser.SeeAsync("[data-queue=email] .dead", "1 dead letter");
        }

        await browser.ClickAsync("[data-queue=email] .dead");
        await browser.ClickAsync(".letter summary", "max-receive-count");
        await browser.SeeAsync(".letter .attributes", "System.IO.IOException");
        await browser.SeeAsync(".letter pre", order);
        await browser.KeepAsync("dead-letters");
        await browser.ClickAsync(".dead-queue button", "Redrive it to email");
        await browser.SeeAsync("#done", "1 message of email-dlq is on the way back to email.");
        await browser.SeeAsync("#dead-note", "None.");

        await browser.Page.GoToAsync(new Uri(system.Page, $"/#/traces?search={order}").ToString());
        await browser.ClickAsync("#traces-rows a", "POST /orders");
        await browser.SeeAsync("button.span", "send confirmation");
        await browser.KeepAsync("trace-redriven");
        await system.AskAsync(
            new Uri(system.Worker("email").Url, $"/mails/{order}"), answer => answer.Contains("confirmation", StringComparison.Ordinal));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Shows_refused_events_with_their_reason_and_the_command_that_publishes_them_again()
    {
        const string EventId = "0a0a0a0a-1111-2222-3333-444444444444";
        await system.ExecuteAsync(
            "payment",
            $"""
            INSERT INTO "Outbox" ("EventId", "Source", "DetailType", "Detail", "OccurredAt", "Failures", "NotBefore", "RefusedAt", "Refusal")
            VALUES ('{EventId.ToUpperInvariant()}', 'store.payments', 'PaymentNoted', CAST('[' AS BLOB), {DateTime.UtcNow.Ticks}, 10, {long.MaxValue}, {DateTime.UtcNow.Ticks},
                    'EventBridge did not take store.payments/PaymentNoted: MalformedDetail: Detail is malformed.')
            """);
        await using var browser = await Browser.OpenAsync(system.Page);

        await browser.SeeAsync("#refused-count", "1");
        await browser.KeepAsync("map-refused");
        await browser.ClickAsync(".service[data-service=payment] .refused", "1 refused");
        await browser.SeeAsync("[data-service=payment] .note", "1 refused event");
        await browser.ClickAsync(".letter summary", "MalformedDetail: Detail is malformed.");
        await browser.SeeAsync(".letter .attributes", EventId);
        await browser.KeepAsync("refused-events");
        await system.ExecuteAsync("payment", $$"""UPDATE "Outbox" SET "Detail" = CAST('{}' AS BLOB) WHERE "EventId" = '{{EventId.ToUpperInvariant()}}' """);
        var command = await browser.SeeAsync("[data-service=payment] .command", "--publish-refused");
        var (exitCode, output) = await RunInShellAsync((await command.EvaluateFunctionAsync<string>("e => e.textContent"))!);

        Assert.Equal((0, "1 refused events are published again by the worker that runs."), (exitCode, output.Trim()));
        await browser.SeeAsync("#refused-note", "None.");
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Stops_and_starts_a_worker()
    {
        await using var browser = await Browser.OpenAsync(system.Page);

        await browser.ClickAsync(".service[data-service=profile] button", "Stop");
        await browser.SeeAsync(".service[data-service=profile] .state", "stopped");
        await browser.ClickAsync("#register");
        await browser.SeeAsync("#done", "is registered");
        await browser.SeeAsync("[data-queue=profile] .counts", "backlog 1");
        await browser.ClickAsync(".service[data-service=profile] button", "Start");

        await browser.SeeAsync(".service[data-service=profile] .state", "running");
        await browser.SeeAsync("[data-queue=profile] .counts", "backlog 0 · in flight 0");
    }

    [Fact]
    public async Task Says_in_words_that_the_storefront_is_stopped()
    {
        await using var browser = await Browser.OpenAsync(system.Page);
        await browser.ClickAsync(".service[data-service=storefront] button", "Stop");
        await browser.SeeAsync(".service[data-service=storefront] .state", "stopped");
        await browser.ClickAsync("#order");
        await browser.SeeAsync("#done.failed", "The Storefront does not answer");
        await browser.ClickAsync(".service[data-service=storefront] button", "Start");
        await browser.SeeAsync(".service[data-service=storefront] .state", "running");
    }

    [Fact]
    public async Task Keeps_what_it_knows_when_the_system_is_gone_and_goes_on_when_it_is_back()
    {
        await using var browser = await Browser.OpenAsync(system.Page);
        await browser.SeeAsync("#map-bus .name", "bus store");

        await browser.Page.SetOfflineModeAsync(true);
        await browser.SeeAsync("#problem", "The system has stopped");
        await browser.SeeAsync("#map-bus .name", "bus store");
        await browser.Page.SetOfflineModeAsync(false);

        await browser.Page.WaitForSelectorAsync("#problem", new WaitForSelectorOptions { Hidden = true });
    }

    [Fact]
    public async Task Is_used_with_the_keyboard_and_keeps_focus_and_what_is_open_while_it_updates()
    {
        await using var browser = await Browser.OpenAsync(system.Page);
        await system.CommandAsync("stop", "loyalty");
        await browser.Page.FocusAsync("#order");
        await browser.Page.Keyboard.PressAsync("Enter");
        await browser.SeeAsync("#done a");
        await browser.Page.FocusAsync("#done a");
        await browser.Page.Keyboard.PressAsync("Enter");
        await browser.SeeAsync("#traces-rows a", "POST /orders");
        await browser.Page.FocusAsync("#traces-rows a");
        await browser.Page.Keyboard.PressAsync("Enter");
        await browser.SeeAsync("button.span", "create OrderCreated");
        await browser.Page.FocusAsync("button.span");
        await browser.Page.Keyboard.PressAsync("ArrowDown");
        await browser.Page.Keyboard.PressAsync("Space");

        // More comes in while the row is open.
        await browser.SeeAsync(".details dd", "producer");
        await system.CommandAsync("start", "loyalty");
        await browser.SeeAsync("button.span", "process loyalty");

        Assert.Equal("true", await browser.Page.EvaluateExpressionAsync<string>("document.activeElement.getAttribute('aria-expanded')"));
        var focused = await browser.Page.EvaluateExpressionAsync<string>("document.activeElement.textContent");
        Assert.Contains("create OrderCreated", focused, StringComparison.Ordinal);
        await browser.SeeAsync(".details dd", "producer");
        Assert.Empty(browser.Complaints);
    }

    private static async Task<string> PlaceOrderAsync(Browser browser)
    {
        await browser.ClickAsync("#order");
        var number = await browser.SeeAsync("#order-number");
        return (await number.EvaluateFunctionAsync<string>("e => e.textContent"))!;
    }

    private static async Task<(int ExitCode, string Output)> RunInShellAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (shell.ExitCode, output);
    }

    /// <summary>Mails cannot be written as long as a file is in the place of their folder.</summary>
    private FileInTheWay NoMailFolder() => new(Path.Combine(system.Data, "mail"));

    private sealed class FileInTheWay : IDisposable
    {
        private readonly string _folder;

        public FileInTheWay(string folder)
        {
            _folder = folder;
            Directory.Move(folder, folder + ".away");
            File.WriteAllText(folder, "");
        }

        public void Dispose()
        {
            File.Delete(_folder);
            Directory.Move(_folder + ".away", _folder);
        }
    }
}
