using Amazon.CDK;
using Amazon.CDK.AWS.Events;
using Constructs;
using Workers.Deploy.Alarms;
using Workers.Deploy.Environments;

namespace Workers.Deploy.Messaging;

/// <summary>The bus, its archive, and the rule and queues of each worker.</summary>
internal sealed class MessagingStack : EnvironmentStack
{
    public MessagingStack(
        Construct scope, string id, ResourceNames names, EnvironmentSettings settings, IEnumerable<ServiceFolder> workers)
        : base(scope, id, settings)
    {
        var bus = new CfnEventBus(this, "Bus", new CfnEventBusProps { Name = names.Bus });
        _ = new CfnArchive(this, "Archive", new CfnArchiveProps
        {
            ArchiveName = names.Bus,
            Description = "All events, for replays",
            SourceArn = bus.AttrArn,
            RetentionDays = settings.ArchiveDays,
        });
        var topic = new AlarmTopic(this, names);
        foreach (var worker in workers)
        {
            var subscription = new WorkerSubscription(this, worker.Name, names, worker.Subscription!, bus);
            _ = new QueueAlarms(subscription, names, worker, topic);
        }
    }
}
