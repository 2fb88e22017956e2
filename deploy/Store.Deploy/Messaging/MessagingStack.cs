using Amazon.CDK;
using Amazon.CDK.AWS.Events;
using Constructs;
using Store.Deploy.Alarms;
using Store.Deploy.Environments;

namespace Store.Deploy.Messaging;

/// <summary>The bus unless there is one already, its archive, and the rule and queues of each worker.</summary>
internal sealed class MessagingStack : EnvironmentStack
{
    public MessagingStack(
        Construct scope, string id, ResourceNames names, EnvironmentSettings settings, IEnumerable<ServiceFolder> workers)
        : base(scope, id, settings)
    {
        var bus = settings.Bus is null ? new CfnEventBus(this, "Bus", new CfnEventBusProps { Name = names.Bus }) : null;
        var archive = settings.ArchiveDays > 0 ? CreateArchive(names, bus, settings.ArchiveDays) : null;
        if (settings.Production)
            Retain(bus, archive);
        var topics = new AlarmTopics(this, names, settings.Alarms);
        foreach (var worker in workers)
        {
            var subscription = new WorkerSubscription(this, worker.Name, names, worker.Subscription!, bus?.Ref ?? names.Bus);
            Amazon.CDK.Tags.Of(subscription).Add("service", worker.Name);
            _ = new QueueAlarms(subscription, names, worker, settings.Of(worker), topics);
        }
    }

    private CfnArchive CreateArchive(ResourceNames names, CfnEventBus? bus, int days) => new(this, "Archive", new CfnArchiveProps
    {
        ArchiveName = names.Archive,
        Description = "All events, for replays",
        SourceArn = bus?.AttrArn ?? names.BusArn(this),
        RetentionDays = days,
    });

    /// <summary>
    /// The events of <c>archiveDays</c> outlive the stack. The queues do not: their names would be taken when a removed worker comes back,
    /// and what was in them can be replayed from the archive.
    /// </summary>
    private static void Retain(params IEnumerable<CfnResource?> resources)
    {
        foreach (var resource in resources)
            resource?.ApplyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    }
}
