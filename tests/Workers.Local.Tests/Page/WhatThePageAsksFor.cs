using System.Net;
using System.Text.Json.Nodes;
using Amazon.SQS.Model;

namespace Workers.Local.Tests.Page;

public sealed class WhatThePageAsksFor(PageFixture page) : IClassFixture<PageFixture>
{
    private const string Event = """
        {
          "id": "outer", "detail-type": "OrderCreated",
          "detail": { "metadata": { "eventId": "11111111-2222-3333-4444-555555555555" }, "data": { "name": "Jörg" } }
        }
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_map_goes_from_the_bus_over_each_rule_and_queue_to_its_worker()
    {
        var map = await GetAsync("/api/system");

        var route = Assert.Single(map["routes"]!.AsArray(), one => one!["rule"]!.GetValue<string>() == "warehouse")!;
        Assert.Equal("store", map["bus"]!.GetValue<string>());
        Assert.Equal("warehouse", route["queue"]!["name"]!.GetValue<string>());
        Assert.Equal("warehouse", route["worker"]!["name"]!.GetValue<string>());
        Assert.Contains("OrderCreated", route["detailTypes"]!.AsArray().Select(type => type!.GetValue<string>()));
    }

    [Fact]
    public async Task A_service_that_is_not_there_yet_is_starting() =>
        Assert.Equal("starting", (await GetAsync("/api/system"))["storefront"]!["state"]!.GetValue<string>());

    [Fact]
    public async Task A_dead_letter_is_shown_with_its_reason_its_event_and_its_trace()
    {
        await BuryAsync("email", Event, ("DeadLetterReason", "max-receive-count"), ("TraceId", "4bf92f3577b34da6a3ce929d0e0e4736"));

        var letter = Assert.Single((await QueueAsync("email"))["messages"]!.AsArray())!;

        Assert.Equal("OrderCreated", letter["detailType"]!.GetValue<string>());
        Assert.Equal("11111111-2222-3333-4444-555555555555", letter["eventId"]!.GetValue<string>());
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", letter["traceId"]!.GetValue<string>());
        Assert.Equal("max-receive-count", letter["attributes"]!["DeadLetterReason"]!.GetValue<string>());
        Assert.Contains("\"name\": \"Jörg\"", letter["body"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no JSON <b>at all</b>")]
    [InlineData("[1, 2]")]
    [InlineData("""{"detail-type":5,"detail":"text"}""")]
    public async Task A_dead_letter_that_is_no_event_is_shown_too(string body)
    {
        await BuryAsync("stock", body);

        var letter = (await QueueAsync("stock"))["messages"]!.AsArray()[^1]!;

        Assert.Null(letter["detailType"]);
        Assert.NotEmpty(letter["body"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_trace_of_a_message_that_sqs_itself_gave_up_is_in_its_header()
    {
        const string Header = "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=1";
        var url = (await page.Aws.Sqs.GetQueueUrlAsync("profile-dlq", Cancelled)).QueueUrl;
        await page.Aws.Sqs.SendMessageAsync(
            new SendMessageRequest(url, "{}")
            {
                MessageSystemAttributes = new()
                {
                    ["AWSTraceHeader"] = new() { DataType = "String", StringValue = Header },
                },
            },
            Cancelled);

        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", (await QueueAsync("profile"))["messages"]![0]!["traceId"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_redrive_sends_all_back_to_the_queue_that_they_came_from()
    {
        await BuryAsync("loyalty", Event);
        await BuryAsync("loyalty", Event);

        var (status, body) = await page.SendAsync(HttpMethod.Post, "/api/dead-letters/loyalty-dlq/redrive", isOurs: true);

        var url = (await page.Aws.Sqs.GetQueueUrlAsync("loyalty", Cancelled)).QueueUrl;
        var depth = await page.Aws.Sqs.GetQueueAttributesAsync(url, ["ApproximateNumberOfMessages"], Cancelled);
        Assert.Equal((HttpStatusCode.OK, """{"redriven":2}"""), (status, body));
        Assert.Equal(2, depth.ApproximateNumberOfMessages);
        Assert.Equal(0, (await QueueAsync("loyalty"))["count"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_queue_that_is_nobodys_dead_letter_queue_is_not_redriven()
    {
        var (status, body) = await page.SendAsync(HttpMethod.Post, "/api/dead-letters/payment/redrive", isOurs: true);

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.StartsWith("There is no dead-letter queue 'payment', but analytics-dlq, email-dlq,", body, StringComparison.Ordinal);
    }

    [Theory, InlineData("/api/orders"), InlineData("/api/users")]
    public async Task A_storefront_that_does_not_answer_is_told_in_words(string path)
    {
        var (status, body) = await page.SendAsync(HttpMethod.Post, path, isOurs: true);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("The Storefront does not answer", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_that_is_not_there_is_told_in_words()
    {
        var (status, body) = await page.SendAsync(HttpMethod.Get, "/api/traces/4bf92f3577b34da6a3ce929d0e0e4736");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal(
            "There is no trace 4bf92f3577b34da6a3ce929d0e0e4736 here, or no longer: the latest 2000 are kept until the system stops.", body);
    }

    [Theory]
    [InlineData("GET", "/api/traces?all=maybe", 400, "all=maybe is neither true nor false: leave it out for false.")]
    [InlineData("POST", "/api/orders?declined=1", 400, "declined=1 is neither true nor false: leave it out for false.")]
    [InlineData("GET", "/api/traces/42", 404, "'42' is no trace id, which is 32 hexadecimal digits: search for it with /api/traces?search=.")]
    [InlineData("GET", "/api/trace", 404, "There is no GET /api/trace here. The page is at /.")]
    [InlineData("POST", "/api/system", 404, "There is no POST /api/system here. The page is at /.")]
    [InlineData("POST", "/workers/nobody/stop", 404, "There is no 'nobody' here. Nothing has been started yet.")]
    public async Task A_question_that_cannot_be_answered_is_told_what_is_wrong_with_it(string method, string path, int status, string told)
    {
        var answer = await page.SendAsync(new HttpMethod(method), path, isOurs: true);

        Assert.Equal(((HttpStatusCode)status, told), answer);
    }

    private async Task BuryAsync(string queue, string body, params (string Name, string Value)[] attributes)
    {
        var url = (await page.Aws.Sqs.GetQueueUrlAsync($"{queue}-dlq", Cancelled)).QueueUrl;
        await page.Aws.Sqs.SendMessageAsync(
            new SendMessageRequest(url, body)
            {
                MessageAttributes = attributes.ToDictionary(
                    one => one.Name,
                    one => new MessageAttributeValue { DataType = "String", StringValue = one.Value },
                    StringComparer.Ordinal),
            },
            Cancelled);
    }

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await page.Http.GetStringAsync(path, Cancelled))!;

    private async Task<JsonNode> QueueAsync(string queue) =>
        (await GetAsync("/api/dead-letters")).AsArray().Single(one => one!["queue"]!.GetValue<string>() == $"{queue}-dlq")!;
}
