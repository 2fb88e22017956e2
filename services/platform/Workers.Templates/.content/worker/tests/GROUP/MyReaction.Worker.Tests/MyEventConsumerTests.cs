using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using My.Contracts;
using Workers.LocalAws.Testing;

namespace MyReaction.Worker.Tests;

public sealed class MyEventConsumerTests
{
    [Fact]
    public async Task An_event_is_handled_once()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var aws = await LocalAwsFixture.StartAsync(cancellationToken: cancelled);
        var worker = await aws.StartWorkerAsync(Program.Configure, cancellationToken: cancelled);

        await aws.PublishAsync(ExampleEvent.Of<MyEvent>(), cancelled);
        await aws.UntilIdleAsync(cancellationToken: cancelled);

        //#if (hasStore)
        await using var scope = worker.Services.CreateAsyncScope();
        Assert.Single(await scope.ServiceProvider.GetRequiredService<MyReactionDbContext>().Entries.ToListAsync(cancelled));
        //#endif
        Assert.Empty(await aws.DeadLettersAsync("my-queue", cancelled));
    }
}
