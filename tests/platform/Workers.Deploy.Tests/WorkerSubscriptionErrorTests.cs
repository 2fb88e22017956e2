using Amazon.CDK;
using Workers.Deploy.Tests.Synthesis;

namespace Workers.Deploy.Tests;

/// <summary>Subscriptions that cannot be deployed. The constructs are created outside of an app that anybody synthesizes.</summary>
public sealed class WorkerSubscriptionErrorTests(Templates templates)
{
    [Fact]
    public void Another_bus_than_that_of_the_worker_is_refused() => Assert.Contains(
        "Worker orders is on the bus 'company', and its subscription on 'other'", Refused(Templates.Worker("orders", "company"), "other"), StringComparison.Ordinal);

    private string Refused(WorkerDefinition worker, string bus)
    {
        // After the templates: the CDK does one thing at a time.
        Assert.NotEmpty(templates.New);
        var stack = new Stack();
        var created = new ArchivedEventBus(stack, "Bus", new ArchivedEventBusProps { EventBusName = bus });
        var alarms = new AlarmTopics(stack, "Alarms", new AlarmTopicsProps { Name = "test" }).Actions;
        return Assert.Throws<ArgumentException>(
            () => new WorkerSubscription(stack, "Orders", new WorkerSubscriptionProps { Worker = worker, EventBus = created, Alarms = alarms })).Message;
    }
}
