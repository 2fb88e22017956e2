using Crashing.Worker;
using Microsoft.Extensions.Time.Testing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Hosting;

public sealed class RowsOnTheirWay
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_committed_row_is_published_by_who_committed_it()
    {
        var queue = Committed();

        Assert.True(queue.TryTake(out _));
    }

    [Fact]
    public void One_whose_lease_is_over_is_left_to_the_sweeper()
    {
        var queue = Committed();

        _clock.Advance(OutboxQueue.LeaseTime);

        Assert.False(queue.TryTake(out _));
    }

    private OutboxQueue Committed()
    {
        var queue = new OutboxQueue(_clock);
        var entry = new OutboxEntry { EventId = Guid.NewGuid(), Source = "tests", DetailType = "Answered", Detail = [], OccurredAt = 0 };
        queue.Lease(entry);
        queue.Add([entry]);
        return queue;
    }
}
