using Constructs;
using Store.Deploy.Alarms;
using Store.Deploy.Environments;
using Workers.Deploy;

namespace Store.Deploy.Messaging;

/// <summary>
/// The bus unless there is one already, its archive, and the rule and queues of each worker. In production, the events of <c>archiveDays</c> outlive
/// the stack. The queues do not: their names would be taken when a removed worker comes back, and what was in them can be replayed from the archive.
/// </summary>
internal sealed class MessagingStack : EnvironmentStack
{
    public MessagingStack(
        Construct scope, string id, ResourceNames names, EnvironmentSettings settings, IEnumerable<ServiceFolder> workers)
        : base(scope, id, settings)
    {
        var bus = new ArchivedEventBus(this, Hidden, new ArchivedEventBusProps
        {
            EventBusName = names.Bus,
            Exists = settings.Bus is not null,
            ArchiveName = names.Archive,
            ArchiveDays = settings.ArchiveDays,
            Retain = settings.Production,
        });
        var alarms = EnvironmentAlarms.Actions(this, names, settings.Alarms);
        foreach (var worker in workers)
        {
            _ = new WorkerSubscription(this, worker.Name, new WorkerSubscriptionProps
            {
                Worker = names.Definition(worker),
                EventBus = bus,
                Alarms = alarms,
                OldestMessageMinutes = settings.Of(worker).OldestMessageMinutes,
            });
        }
    }
}
