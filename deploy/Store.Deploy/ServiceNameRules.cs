using System.Text.RegularExpressions;
using Store.Deploy.Database;
using Store.Deploy.Services;

namespace Store.Deploy;

/// <summary>Rules for the names of service folders and their queues: a name that something else in AWS has is refused here, and not by the CDK or CloudFormation.</summary>
internal static partial class ServiceNameRules
{
    /// <summary>Names that no worker can have, and what has them.</summary>
    public static IReadOnlyDictionary<string, string> Reserved { get; } = new (string What, string[] Names)[]
    {
        ("a stack", ["alarms", "cluster", "dashboard", "database", "images", "messaging", "migrations", "network", "setup"]),
        ("the image of another container", ["collector", "postgres"]),
        ("another container", ["authorities", "migration", "simulator"]),
        ("a database or user of PostgreSQL or RDS", ["administrator", "none", "public", "rdsadmin", "template0", "template1"]),
        ("another service", ["payment-gateway", "storefront"]),
    }.SelectMany(item => item.Names.Select(name => (name, item.What))).ToDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Check(ServiceFolders services)
    {
        foreach (var worker in services.Workers)
        {
            if (!Name().IsMatch(worker.Name))
                yield return $"{Folder(worker)}: '{worker.Name}' is not a valid name in AWS. Use 2 to 40 letters, digits and single dots in the folder's name, with a letter first.";
            else if (Reserved.TryGetValue(worker.Name, out var what))
                yield return $"{Folder(worker)}: '{worker.Name}' is the name of {what}. Rename the folder.";
            else if (worker.Name.EndsWith(MigrationTask.NameOf(""), StringComparison.Ordinal))
                yield return $"{Folder(worker)}: '{worker.Name}' is the name of a task that migrates a database. Rename the folder.";
            else if (worker.Name.EndsWith(LogStack.Suffix, StringComparison.Ordinal))
                yield return $"{Folder(worker)}: '{worker.Name}' is the name of a stack with the log of a service. Rename the folder.";
        }

        foreach (var same in services.Workers.GroupBy(worker => worker.Name, StringComparer.Ordinal).Where(same => same.Skip(1).Any()))
            yield return $"{string.Join(" and ", same.Select(Folder))}: all are '{same.Key}' in AWS. Rename one.";

        var queues =
            from worker in services.Workers
            from queue in new[] { worker.Subscription!.Queue, worker.Subscription.DeadLetterQueue, worker.Subscription.RuleDeadLetterQueue }
            select (Queue: queue, Worker: worker);
        foreach (var same in queues.GroupBy(queue => queue.Queue, StringComparer.Ordinal).Where(same => same.Skip(1).Any()))
            yield return $"{string.Join(" and ", same.Select(queue => Folder(queue.Worker)))}: more than one has the queue '{same.Key}', for events or for dead letters. "
                + "Change field 'queue' of one subscription.json.";
    }

    private static string Folder(ServiceFolder worker) => $"services/store/{worker.Project}";

    // Of an ECR repository, which is the strictest: no underscore at the end, no two hyphens in a row.
    [GeneratedRegex("^(?=.{2,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
