using Store.Deploy.LoadBalancing;

namespace Store.Deploy.Dashboards;

/// <summary>The panels of what the services share: load balancer and database server.</summary>
internal static class SharedPanels
{
    private const string Balancer = "AWS/ApplicationELB,LoadBalancer";
    private const string Targets = "AWS/ApplicationELB,LoadBalancer,TargetGroup";
    private const string Database = "AWS/RDS,DBInstanceIdentifier";

    /// <param name="name">Name of the load balancer.</param>
    public static IEnumerable<Panel> OfLoadBalancer(string name) =>
    [
        new Panel("Requests", "requests", [new Line(Balancer, "RequestCount", name, "Sum", "requests")]),
        new Panel(
            "Server errors",
            "requests",
            [
                new Line(Balancer, "HTTPCode_Target_5XX_Count", name, "Sum", "Storefront"),
                new Line(Balancer, "HTTPCode_ELB_5XX_Count", name, "Sum", "load balancer"),
            ]) { IsStacked = true },
        new Panel(
            "Response time",
            "s",
            [
                new Line(Balancer, "TargetResponseTime", name, "p50", "p50"),
                new Line(Balancer, "TargetResponseTime", name, "p99", "p99"),
            ]),
        new Panel("Unhealthy targets", "tasks", [new Line(Targets, "UnHealthyHostCount", name, "Maximum", "unhealthy")]),
    ];

    /// <param name="stack">Name of the stack, with which the name of the server begins.</param>
    public static IEnumerable<Panel> OfDatabase(string stack) =>
    [
        new Panel("Processor", "%", [new Line(Database, "CPUUtilization", stack, "Average", "used")]),
        new Panel("Connections", "connections", [new Line(Database, "DatabaseConnections", stack, "Maximum", "open")]),
        new Panel("Free memory", "bytes", [new Line(Database, "FreeableMemory", stack, "Minimum", "free")]),
        new Panel("Free storage", "bytes", [new Line(Database, "FreeStorageSpace", stack, "Minimum", "free")]),
    ];
}
