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
        var archive = new CfnArchive(this, "Archive", new CfnArchiveProps
        {
            ArchiveName = names.Bus,
            Description = "All events, for replays",
            SourceArn = bus.AttrArn,
            RetentionDays = settings.ArchiveDays,
        });
        if (settings.Production)
            Retain(bus, archive);
        var topics = new AlarmTopics(this, names, settings.Alarms);
        foreach (var worker in workers)
        {
            var subscription = new WorkerSubscription(this, worker.Name, names, worker.Subscription!, bus);
            _ = new QueueAlarms(subscription, names, worker, settings.Of(worker), topics);
        }
    }

    /// <summary>
    /// The events of <c>archiveDays</c> outlive the stack. The queues do not: their names would be taken when a removed worker comes back,
    /// and what was in them can be replayed from the archive.
    /// </summary>
    private static void Retain(params IEnumerable<CfnResource> resources)
    {
        foreach (var resource in resources)
            resource.ApplyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    }
}
