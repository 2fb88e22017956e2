using Microsoft.Extensions.Time.Testing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Store;

public sealed class CommittedEventsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_row_is_leased_to_this_process_before_it_is_saved()
    {
        var queue = new CommittedEvents(new DatabaseClock(_time), _time);
        var entry = Entry();

        queue.Claim(entry);

        Assert.Equal((queue.Owner, (_time.GetUtcNow() + queue.LeaseTime).UtcTicks), (entry.Owner, entry.NotBefore));
    }

    [Fact]
    public void Rows_come_in_the_order_of_their_commits()
    {
        var queue = new CommittedEvents(new DatabaseClock(_time), _time);
        OutboxEntry[] entries = [Entry(), Entry()];

        queue.Add(entries);

        Assert.True(queue.TryTake(out var first));
        Assert.True(queue.TryTake(out var second));
        Assert.Equal(entries, [first, second]);
    }

    private static OutboxEntry Entry() =>
        new() { EventId = Guid.NewGuid(), Source = "tests", DetailType = "Answered", Detail = [], OccurredAt = 0 };
}
