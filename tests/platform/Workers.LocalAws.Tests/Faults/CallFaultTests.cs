using Amazon.SQS;
using Workers.LocalAws.Faults;
using Workers.LocalAws.Tests.EventBridge;

namespace Workers.LocalAws.Tests.Faults;

/// <summary>
/// What a whole call meets. The clients do not retry, so they see each fault as it is; but the SDK sends a call whose connection
/// was cut ten times more, whatever it is told.
/// </summary>
public sealed class CallFaultTests : EventBridgeTest
{
    [Fact]
    public async Task A_throttled_call_of_SQS_says_so_and_has_no_effect()
    {
        var url = await CreateQueueAsync();
        Server.Faults = new FaultSettings { Throttle = 1 };

        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => SendAsync(url));

        Server.Faults = FaultSettings.None;
        Assert.Equal("RequestThrottled", error.ErrorCode);
        Assert.Empty(await ReceiveAsync(url));
    }

    [Fact]
    public async Task A_throttled_call_of_EventBridge_says_so_and_has_no_effect()
    {
        var url = await CreateRouteAsync();
        Server.Faults = new FaultSettings { Throttle = 1 };

        var error = await Http.EventsErrorAsync("PutEvents", new { Entries = new[] { Entry() } });

        Server.Faults = FaultSettings.None;
        Assert.Equal("ThrottlingException", error.Type);
        Assert.Empty(await ReceiveAsync(url));
    }

    [Fact]
    public async Task A_failed_call_is_an_error_of_the_server_of_either_kind()
    {
        var url = await CreateQueueAsync();
        Server.Faults = new FaultSettings { ServerError = 1, Seed = 1 };

        var errors = new HashSet<(int, string)>();
        for (var call = 0; call < 20; call++)
        {
            var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => SendAsync(url));
            errors.Add(((int)error.StatusCode, error.ErrorCode));
        }

        Server.Faults = FaultSettings.None;
        Assert.Equal([(500, "InternalFailure"), (503, "ServiceUnavailable")], errors.Order());
        Assert.Empty(await ReceiveAsync(url));
    }

    [Fact]
    public async Task A_connection_can_be_cut_before_the_operation_ran()
    {
        var url = await CreateQueueAsync();
        Server.Faults = new FaultSettings { DropBefore = 1 };

        await Assert.ThrowsAnyAsync<IOException>(() => SendAsync(url));

        Server.Faults = FaultSettings.None;
        Assert.Empty(await ReceiveAsync(url));
    }

    [Fact]
    public async Task A_connection_can_be_cut_after_the_messages_were_taken()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        Server.Faults = new FaultSettings { DropAfter = 1 };

        await Assert.ThrowsAnyAsync<IOException>(() => ReceiveAsync(url));

        Server.Faults = FaultSettings.None;
        Assert.Equal(("0", "1", "0"), await CountsAsync(url));
    }

    [Fact]
    public async Task A_connection_can_be_cut_after_the_events_were_taken()
    {
        var url = await CreateRouteAsync();
        Server.Faults = new FaultSettings { DropAfter = 1 };

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PutEventAsync());

        Server.Faults = FaultSettings.None;
        Assert.Single(await ReceiveAsync(url));
    }

    [Fact]
    public async Task A_cut_connection_swallows_errors_too()
    {
        Server.Faults = new FaultSettings { DropAfter = 1 };

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Http.SendAsync("AmazonSQS.GetQueueUrl", """{"QueueName":"none"}"""));
    }

    [Fact]
    public async Task Only_the_named_operations_go_wrong()
    {
        var url = await CreateQueueAsync();
        Server.Faults = new FaultSettings { Throttle = 1, Operations = ["sqs:DeleteMessage"] };

        await SendAsync(url);
        var handle = Assert.Single(await ReceiveAsync(url)).ReceiptHandle;

        await Assert.ThrowsAnyAsync<AmazonSQSException>(() => Sqs.DeleteMessageAsync(url, handle, Cancelled));
    }

    [Fact]
    public async Task A_seed_repeats_the_same_choices()
    {
        Assert.Equal(await PlayAsync(), await PlayAsync());

        async Task<string> PlayAsync()
        {
            Server.Faults = new FaultSettings { Throttle = 0.3, ServerError = 0.3, Seed = 7 };
            var statuses = new List<string>();
            for (var call = 0; call < 30; call++)
                statuses.Add($"{(int)(await Http.SendAsync("AmazonSQS.ListQueues", "{}")).Status}");
            return string.Join(' ', statuses);
        }
    }

    [Fact]
    public async Task Shares_are_of_all_calls()
    {
        Server.Faults = new FaultSettings { Throttle = 0.5, ServerError = 0.5, Seed = 1 };

        for (var call = 0; call < 100; call++)
            await Http.SendAsync("AmazonSQS.ListQueues", "{}");

        Assert.Equal(100, Server.InjectedFaults["throttle"] + Server.InjectedFaults["serverError"]);
        Assert.InRange(Server.InjectedFaults["throttle"], 35, 65);
    }

    [Fact]
    public async Task A_call_that_goes_wrong_is_counted_as_a_call_and_as_a_fault()
    {
        Server.Faults = new FaultSettings { Throttle = 1 };

        await Http.SendAsync("AmazonSQS.ListQueues", "{}");

        Assert.Equal((1, 1), (Server.RequestCounts["sqs:ListQueues"], Server.InjectedFaults["throttle"]));
    }
}
