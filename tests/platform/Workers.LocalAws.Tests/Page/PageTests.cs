using Amazon.SQS.Model;
using PuppeteerSharp;
using Workers.LocalAws.Tests.DeadLetters;
using Browser = EndToEnd.Tests.Browser;

namespace Workers.LocalAws.Tests.Page;

/// <summary>The page in a real browser. Screenshots are kept below <c>TestResults</c>.</summary>
public sealed class PageTests : DeadLetterPairTest
{
    private const string Group = ".dead-queue[data-queue=dead] .group";

    protected override LocalAwsOptions Options => new() { TraceUrl = "http://127.0.0.1:18888/traces/detail/{traceId}" };

    [Fact]
    public async Task The_map_shows_the_way_of_an_event_from_its_source_to_the_dead_letter_queue()
    {
        var (url, dead) = await CreatePairAsync();
        await CreateQueueAsync("demo-capture");
        await Http.EventsAsync("CreateEventBus", new { Name = "store" });
        await Http.EventsAsync(
            "PutRule", new { Name = "orders", EventBusName = "store", EventPattern = """{"detail-type":["OrderCreated"]}""" });
        await Http.EventsAsync("PutTargets", new
        {
            Rule = "orders",
            EventBusName = "store",
            Targets = new[] { new { Id = "target", Arn = Arn("queue") } },
        });
        await using var browser = await OpenAsync();
        await browser.SeeAsync(".bus .card", "no events so far");
        Assert.DoesNotContain("/s", await TextAsync(browser), StringComparison.Ordinal);

        for (var index = 0; index < 3; index++)
        {
            await Http.EventsAsync("PutEvents", new
            {
                Entries = new[] { new { EventBusName = "store", Source = "store.orders", DetailType = "OrderCreated", Detail = "{}" } },
            });
        }

        await SendDeadLetterAsync(dead);
        var received = await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 2 }, Cancelled);
        await Sqs.DeleteMessageAsync(url, received.Messages[0].ReceiptHandle, Cancelled);

        await browser.SeeAsync(".from-source .arrow.moving", "/s");
        await browser.SeeAsync(".from-source", "store.orders3 events");
        await browser.SeeAsync(".route[data-queue=queue] .rule", "OrderCreated · 3 events");
        await browser.SeeAsync(".route[data-queue=queue] .queue", "backlog 1 · in flight 1 · delivered 1");
        await browser.SeeAsync(".route[data-queue=queue] .dead", "1 dead letter");
        await browser.SeeAsync(".route[data-queue=demo-capture]", "no dead-letter queue");
        await browser.SeeAsync("#dead-count", "1");
        await KeepAsync(browser, "localaws-map");
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_queue_shows_its_messages_as_text_and_links_to_their_traces()
    {
        var url = await CreateQueueAsync();
        await Sqs.SendMessageAsync(
            new SendMessageRequest(url, """{"id":"e1","detail-type":"OrderCreated","detail":{"name":"<img src=x onerror=alert(1)>"}}""")
            {
                MessageSystemAttributes = new()
                {
                    ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793" },
                },
            },
            Cancelled);
        await using var browser = await OpenAsync();

        await browser.ClickAsync("[data-queue=queue] a.name", "queue queue");
        await browser.SeeAsync(".message .state", "visible");
        await browser.Page.FocusAsync(".message summary");
        await browser.Page.Keyboard.PressAsync("Enter");
        await ReceiveAsync(url);

        await browser.SeeAsync(".message .state", "in flight");
        await browser.SeeAsync(".message .tries", "received 1 time");
        await browser.SeeAsync(".message pre", "    \"name\": \"<img src=x onerror=alert(1)>\"");
        Assert.Equal(
            "http://127.0.0.1:18888/traces/detail/5759e988bd862e3fe1be46a994272793",
            await browser.Page.EvaluateExpressionAsync<string>("document.querySelector('.message a').href"));
        Assert.Equal("SUMMARY", await browser.Page.EvaluateExpressionAsync<string>("document.activeElement.tagName"));
        await KeepAsync(browser, "localaws-queue");
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_group_is_redriven_with_the_keyboard_and_the_others_stay()
    {
        var (url, dead) = await CreatePairAsync();
        await SendDeadLetterAsync(dead, "Order 1 is unknown.");
        await SendDeadLetterAsync(dead, "Order 2 is unknown.");
        await SendDeadLetterAsync(dead, "No card.");
        await using var browser = await OpenAsync("#/dead-letters");
        await browser.SeeAsync(Group, "2 ×");
        await browser.ClickAsync($"{Group} .example summary");
        await browser.SeeAsync($"{Group} .example", "Order 2 is unknown.");
        await KeepAsync(browser, "localaws-dead-letters");
        var export = await browser.Page.EvaluateExpressionAsync<string>($"document.querySelector('{Group} a.button').href");
        Assert.Equal(2, (await Http.GetAsync(new Uri(export).PathAndQuery)).Body.Trim().Split('\n').Length);

        await browser.Page.FocusAsync($"{Group} .redrive");
        await browser.Page.Keyboard.PressAsync("Enter");

        await browser.SeeAsync("#done", "2 messages of dead moved to queue.");
        await browser.Page.WaitForFunctionAsync("() => document.querySelectorAll('.group').length === 1");
        await browser.SeeAsync(Group, "No card.");
        Assert.Equal("dead-title", await browser.Page.EvaluateExpressionAsync<string>("document.activeElement.id"));
        Assert.Equal(("2", "0", "0"), await CountsAsync(url));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Selected_messages_are_redriven_and_the_selection_is_kept_while_more_come_in()
    {
        var (url, dead) = await CreatePairAsync();
        var first = await SendDeadLetterAsync(dead);
        await SendDeadLetterAsync(dead);
        await using var browser = await OpenAsync("#/dead-letters/dead");
        await browser.ClickAsync($"{Group} .group-messages > summary");
        await browser.ClickAsync($"{Group} input[value='{first}']");

        await SendDeadLetterAsync(dead);
        await browser.SeeAsync($"{Group} label", "all 3 messages");
        await browser.ClickAsync($"{Group} button", "Redrive selected");

        await browser.SeeAsync("#done", "1 message of dead moved to queue.");
        await browser.SeeAsync($"{Group} label", "all 2 messages");
        Assert.Equal((("1", "0", "0"), ("2", "0", "0")), (await CountsAsync(url), await CountsAsync(dead)));
        await KeepAsync(browser, "localaws-selection");
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_deletion_is_asked_for_before_it_happens()
    {
        var (_, dead) = await CreatePairAsync();
        await SendDeadLetterAsync(dead);
        await using var browser = await OpenAsync("#/dead-letters");

        await browser.ClickAsync($"{Group} button", "Delete group");
        await browser.SeeAsync("#confirm", "Delete this group of 1 message of dead? This cannot be undone.");
        await KeepAsync(browser, "localaws-confirm");
        await browser.Page.Keyboard.PressAsync("Escape");
        await browser.Page.WaitForFunctionAsync("() => !document.getElementById('confirm').open");
        Assert.Equal(("1", "0", "0"), await CountsAsync(dead));
        Assert.Equal("Delete group …", await browser.Page.EvaluateExpressionAsync<string>("document.activeElement.textContent"));
        await browser.ClickAsync($"{Group} button", "Delete group");
        await browser.ClickAsync("#confirm-yes");

        await browser.SeeAsync("#done", "1 message of dead deleted.");
        await browser.SeeAsync("#dead-note", "There are no dead letters in dead.");
        Assert.Equal(("0", "0", "0"), await CountsAsync(dead));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task The_page_keeps_its_last_state_while_LocalAws_does_not_answer()
    {
        await CreateQueueAsync();
        await using var browser = await OpenAsync();
        await browser.SeeAsync("[data-queue=queue]", "queue queue");

        await browser.Page.SetOfflineModeAsync(true);
        await browser.SeeAsync("#problem", "LocalAws does not answer");
        await browser.SeeAsync("[data-queue=queue]", "queue queue");
        await browser.Page.SetOfflineModeAsync(false);

        await browser.Page.WaitForSelectorAsync("#problem", new WaitForSelectorOptions { Hidden = true });
    }

    private static Task<string> TextAsync(Browser browser) =>
        browser.Page.EvaluateExpressionAsync<string>("document.querySelector('main').innerText");

    private Task<Browser> OpenAsync(string view = "#/map") => Browser.OpenAsync(new Uri(Server.Endpoint, $"/_localaws/{view}"));

    /// <summary>Keeps how it looks, and checks that nothing is wider than a narrow screen.</summary>
    private static async Task KeepAsync(Browser browser, string name)
    {
        await browser.KeepAsync(name);
        await browser.Page.SetViewportAsync(new ViewPortOptions { Width = 400, Height = 900 });
        Assert.InRange(await browser.Page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"), 1, 400);
        await browser.Page.SetViewportAsync(new ViewPortOptions { Width = 1280, Height = 900 });
    }
}
