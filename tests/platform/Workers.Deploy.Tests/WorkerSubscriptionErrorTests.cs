using Amazon.CDK;
using Workers.Deploy.Tests.Synthesis;

namespace Workers.Deploy.Tests;

/// <summary>Subscriptions that cannot be deployed. The constructs are created outside of an app that anybody synthesizes.</summary>
public sealed class WorkerSubscriptionErrorTests(Templates templates)
{
    [Fact]
    public void Another_bus_than_that_of_the_worker_is_refused() => Assert.Contains(
        "Worker orders is on the bus 'company', and its subscription on 'other'", Refused(Templates.Worker("orders", "company"), "other"), StringComparison.Ordinal);

    [Theory, InlineData(0), InlineData(10_081)]
    public void An_age_that_no_alarm_could_report_in_time_is_refused(int minutes) => Assert.Contains(
        $"Worker orders: OldestMessageMinutes {minutes} is not between 1 and 10080.", Refused(Templates.Worker("orders", "company"), "company", minutes), StringComparison.Ordinal);

    private string Refused(WorkerDefinition worker, string bus, int minutes = 10)
    {
        // After the templates: the CDK does one thing at a time.
        Assert.NotEmpty(templates.New);
        var stack = new Stack();
        var created = new ArchivedEventBus(stack, "Bus", new ArchivedEventBusProps { EventBusName = bus });
        var alarms = new AlarmTopics(stack, "Alarms", new AlarmTopicsProps { Name = "test" }).Actions;
        return Assert.Throws<ArgumentException>(
            () => new WorkerSubscription(stack, "Orders", Properties(worker, created, alarms, minutes))).Message;
    }

    private static WorkerSubscriptionProps Properties(WorkerDefinition worker, ArchivedEventBus bus, AlarmActions alarms, int minutes) =>
        new() { Worker = worker, EventBus = bus, Alarms = alarms, OldestMessageMinutes = minutes };
}
