using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Moving;

/// <summary>
/// The same MassTransit application on MassTransit's transport in memory, and moved to EventBridge by changing the one call that chooses the
/// transport.
/// </summary>
public abstract class MovedApplicationTests : IAsyncLifetime
{
    private static readonly Guid[] Ids = [NewId.NextGuid(), NewId.NextGuid()];

    private ServiceProvider _provider = null!;
    private ITestHarness _harness = null!;

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        _provider = new ServiceCollection().AddMassTransitTestHarness(TextWriter.Null, x =>
        {
            x.AddOrderApplication();
            UseTransport(x);
        }).BuildServiceProvider(validateScopes: true);
        _harness = await _provider.StartTestHarness();
        foreach (var id in Ids)
            await _harness.Bus.Publish(new OrderSubmitted { OrderId = id }, Cancelled);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_consumer_publishes_after_its_retry()
    {
        foreach (var id in Ids)
            Assert.True(await _harness.Published.Any<OrderAccepted>(accepted => accepted.Context.Message.OrderId == id, Cancelled));
    }

    [Fact]
    public async Task The_state_machine_has_an_instance_for_each_order()
    {
        var sagas = _harness.GetSagaStateMachineHarness<OrderStateMachine, OrderState>();

        foreach (var id in Ids)
            Assert.NotNull(await sagas.Exists(id, machine => machine.Completed));
    }

    [Fact]
    public async Task The_batch_consumer_gets_the_orders()
    {
        var batches = _provider.GetRequiredService<AuditLog>().Batches;

        // In one batch, unless the machine is so busy that the time limit ends the first.
        await Eventually.UntilAsync(() => batches.Sum(batch => batch.Count) == Ids.Length);

        Assert.Equal(Ids.Order(), batches.SelectMany(batch => batch).Order());
    }

    [Fact]
    public async Task The_scheduled_message_reaches_the_state_machine()
    {
        foreach (var id in Ids)
            await Eventually.UntilAsync(async () =>
            {
                PassTime();
                return await _harness.Published.SelectAsync<ReviewRequested>(
                    requested => requested.Context.Message.OrderId == id, new CancellationToken(canceled: true)).AnyAsync(Cancelled);
            });
    }

    /// <summary>Lets the clock of the transport go on.</summary>
    protected virtual void PassTime()
    {
    }

    protected abstract void UseTransport(IBusRegistrationConfigurator x);
}

public sealed class MovedApplicationTestsInMemory : MovedApplicationTests
{
    protected override void UseTransport(IBusRegistrationConfigurator x) => x.UsingInMemory((context, cfg) =>
    {
        cfg.UseDelayedMessageScheduler();
        cfg.ConfigureEndpoints(context);
    });
}

public sealed class MovedApplicationTestsOnEventBridge : MovedApplicationTests
{
    private LocalBus _aws = null!;

    public override async ValueTask InitializeAsync()
    {
        _aws = await LocalBus.StartAsync();
        _aws.Time.SetUtcNow(DateTimeOffset.UtcNow);
        foreach (var queue in new[] { "accept-order", "order-state", "audit-orders" })
            await _aws.CreateQueueAsync(queue);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _aws.DisposeAsync();
    }

    protected override void PassTime() => _aws.Time.Advance(TimeSpan.FromMilliseconds(100));

    protected override void UseTransport(IBusRegistrationConfigurator x)
    {
        var (endpoint, region, credentials) = (_aws.Server.Endpoint, _aws.Server.Region, LocalBus.Credentials);
        x.UsingEventBridge((context, cfg) =>
        {
            cfg.Host("shop", host => (host.ServiceUrl, host.Region, host.Credentials) = (endpoint, region, credentials));
            cfg.UseEventBridgeScheduler("arn:aws:iam::123456789012:role/scheduler");
            cfg.ConfigureEndpoints(context);
        });
    }
}
