using MassTransit;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>What a bad network does to a worker that runs.</summary>
public sealed class OutageTests : TransportTest
{
    private readonly HttpFaults _faults = new();

    [Fact]
    public async Task A_poll_that_fails_makes_the_worker_unhealthy_and_the_next_one_well_again()
    {
        var worker = await StartAsync();
        await Eventually.UntilAsync(() => Bus.Calls("sqs:ReceiveMessage") == 1);
        _faults.Spoil("ReceiveMessage", calls: 1, HttpFaults.Gibberish);
        await Bus.PutOrdersAsync(1);
        await Eventually.UntilAsync(() => Orders.Count == 1);
        await Eventually.UntilAsync(() => worker.Health != BusHealthStatus.Healthy);

        await Bus.PutOrdersAsync(1);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count == 2 && worker.Health == BusHealthStatus.Healthy);
    }

    [Fact]
    public async Task A_poll_that_rests_after_a_fault_does_not_keep_the_worker_unhealthy()
    {
        var worker = await StartAsync(e => (e.ConcurrentMessageLimit, e.MaxConcurrentPolls) = (1, 20));

        // The first poll has its call under way: the faults meet the others, which join in when a whole batch came.
        await Eventually.UntilAsync(() => Bus.Calls("sqs:ReceiveMessage") == 1);
        _faults.Spoil("ReceiveMessage", calls: 20, HttpFaults.Gibberish);
        await Bus.PutOrdersAsync(10);
        await Bus.PutOrdersAsync(30);
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count == 40);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => worker.Health == BusHealthStatus.Healthy);
    }

    [Fact]
    public async Task A_delete_that_fails_is_tried_again_and_does_not_become_a_redelivery()
    {
        await StartAsync();
        _faults.Spoil("DeleteMessageBatch", calls: 3, HttpFaults.Unavailable);

        await Bus.PutOrdersAsync(1);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => await Bus.CountAsync() == (0, 0));
        Assert.Equal(1, Orders.Count);
    }

    [Fact]
    public async Task Deleting_goes_on_after_an_answer_that_nobody_can_read()
    {
        await StartAsync(e => e.MaxConcurrentPolls = 1);
        _faults.Spoil("DeleteMessageBatch", calls: 1, HttpFaults.Gibberish);

        await Bus.PutOrdersAsync(20);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => await Bus.CountAsync() == (0, 0));
    }

    [Fact]
    public async Task A_failed_message_that_cannot_be_given_back_comes_back_with_its_visibility_timeout()
    {
        Orders.Work = _ => Orders.Count == 1 ? throw new InvalidOperationException("once") : Task.CompletedTask;
        await StartAsync(e => e.VisibilityTimeout = TimeSpan.FromSeconds(10));
        _faults.Spoil("ChangeMessageVisibility", calls: 1, HttpFaults.Gibberish);

        await Bus.PutOrdersAsync(1);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => Orders.Count >= 2 && await Bus.CountAsync() == (0, 0));
    }

    private Task<WorkerHost> StartAsync(Action<IEventBridgeReceiveEndpointConfigurator>? endpoint = null) =>
        StartConsumerAsync(endpoint, new WorkerSetup { Host = host => host.Sqs.HttpClientFactory = _faults });
}
