using Store.Deploy.Database;

namespace Store.Deploy.Environments.Rules;

/// <summary>
/// The database server allows all connections that the services can open: each at its maximum number of tasks, twice, because a deployment
/// starts all tasks of a version before it stops the previous ones.
/// </summary>
internal static class ConnectionRules
{
    /// <summary>
    /// Connections that the services do not get: 3 of <c>superuser_reserved_connections</c>, 2 of
    /// <c>rds.rds_superuser_reserved_connections</c>, those of RDS itself, the setup task, and two operators.
    /// </summary>
    public const int Reserved = 10;

    /// <summary>Three for outbox, health and retention, and one for the message.</summary>
    private const int LeastOfATask = 4;

    private const int MostOfATask = 1000;

    public static IEnumerable<string> Check(EnvironmentSettings settings, ServiceFolders services)
    {
        var capacities = services.WithDatabase.Select(service => (service.Name, Capacity: ServiceCapacity.Of(settings, service))).ToList();
        foreach (var (name, capacity) in capacities)
        {
            if (capacity.Connections is < LeastOfATask or > MostOfATask)
                yield return $"services.{name}.connections: {capacity.Connections} is not between {LeastOfATask} and {MostOfATask}.";
        }

        if (settings.Database.MaxConnections is < 2 * Reserved)
            yield return $"database.maxConnections: {settings.Database.MaxConnections} is less than {2 * Reserved}.";
        else if ((settings.Database.MaxConnections ?? InstanceClass.MaxConnections(settings.Database.InstanceClass)) is not { } allowed)
            yield return $"database.maxConnections: missing; the memory of {settings.Database.InstanceClass} is not known here. Set it to what SHOW max_connections prints on such a server.";
        else if (2 * capacities.Sum(service => (long)service.Capacity.MaxTasks * service.Capacity.Connections) is var needed
            && needed > allowed - Reserved)
            yield return $"database.instanceClass: at their maxTasks, and twice during a deployment, the services open {needed} connections; {settings.Database.InstanceClass} allows {allowed}, "
                + $"of which {Reserved} are reserved. Choose a larger class, or lower maxTasks or connections (tasks × connections: "
                + $"{string.Join(", ", capacities.Select(service => $"{service.Name} {service.Capacity.MaxTasks} × {service.Capacity.Connections}"))}).";
    }
}
