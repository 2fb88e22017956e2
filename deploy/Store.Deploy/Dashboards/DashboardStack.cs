using Amazon.CDK.AWS.CloudWatch;
using Constructs;
using Store.Deploy.Environments;
using Store.Deploy.LoadBalancing;

namespace Store.Deploy.Dashboards;

/// <summary>
/// The CloudWatch dashboard of the environment: all services, then each of them, the load balancer and the database. It refers to all
/// metrics by name.
/// </summary>
internal sealed class DashboardStack : EnvironmentStack
{
    private readonly Deployment _deployment;
    private readonly DashboardBody _body;

    public DashboardStack(Construct scope, string id, Deployment deployment)
        : base(scope, id, deployment.Settings)
    {
        (_deployment, _body) = (deployment, new DashboardBody(Region));
        AddTotal();
        foreach (var worker in deployment.Services.Workers)
            _body.Add($"## {worker.Name}", 1, [.. OfWorker(worker)]);
        AddStorefront();
        if (deployment.Settings.Database.Existing is null)
            _body.Add("## database", 1, [.. SharedPanels.OfDatabase($"{deployment.Names.Prefix}database")]);
        _ = new CfnDashboard(this, "Dashboard", new CfnDashboardProps
        {
            DashboardName = deployment.Names.Prefix + "workers",
            DashboardBody = _body.ToString(),
        });
        LogQueries.Add(this, deployment);
    }

    private bool HasOwnMetrics => _deployment.Settings.Telemetry.HasMetricsInCloudWatch;

    private void AddTotal()
    {
        var workers = _deployment.Services.Workers.Select(worker => (worker.Name, Panels: Of(worker))).ToList();
        var services = _deployment.Services.WithDatabase.Select(service => (service.Name, Panels: Of(service))).ToList();
        List<Panel> panels =
        [
            new Panel("Messages that wait", "messages", [.. workers.Select(one => one.Panels.Waiting(one.Name))]) { IsStacked = true },
            new Panel("Age of the oldest message", "s", [.. workers.Select(one => one.Panels.Age(one.Name))]),
            new Panel("Dead letters", "messages", [.. workers.SelectMany(one => one.Panels.DeadLetters(one.Name))]) { IsStacked = true },
            new Panel("Running tasks", "tasks", [.. services.Select(one => one.Panels.Running(one.Name))]) { IsStacked = true },
        ];
        if (HasOwnMetrics)
        {
            panels.Add(new Panel("Latency of events, p99", "s", [.. workers.Select(one => one.Panels.Latency(one.Name))]));
            panels.Add(new Panel("Open circuits", "1 is open", [.. workers.Select(one => one.Panels.Circuit(one.Name))]));
            panels.Add(new Panel("Age of the oldest event in an outbox", "s", [.. services.Select(one => one.Panels.Outbox(one.Name))]));
        }

        _body.Add(Heading(), 3, panels);
    }

    private void AddStorefront()
    {
        var storefront = _deployment.Services.Storefront;
        var panels = Of(storefront);
        IEnumerable<Panel> own = HasOwnMetrics ? panels.OfOutbox() : [];

        // The metrics of an existing load balancer are those of its other targets too.
        IEnumerable<Panel> balancer = _deployment.Settings.LoadBalancer.Existing is null
            ? SharedPanels.OfLoadBalancer(_deployment.Names.Prefix + storefront.Name)
            : [];
        _body.Add($"## {storefront.Name}", 1, [.. balancer, panels.Tasks(), .. own]);
    }

    private IEnumerable<Panel> OfWorker(ServiceFolder worker)
    {
        var panels = Of(worker);
        IEnumerable<Panel> queues = [.. panels.OfQueues(), panels.Tasks()];
        if (!HasOwnMetrics)
            return queues;
        IEnumerable<Panel> outbox = worker.Subscription!.Publishes.Count > 0 ? panels.OfOutbox() : [];
        return [.. queues, .. panels.OfDeliveries(), .. outbox];
    }

    private ServicePanels Of(ServiceFolder service) => new(_deployment.Names, service);

    private string Heading()
    {
        var console = $"https://{Region}.console.aws.amazon.com/cloudwatch/home?region={Region}";
        var own = HasOwnMetrics ? "" : " The services' own metrics are in the target of `telemetry.export`, not here.";
        return $"# {_deployment.Names.Prefix}workers\n"
            + $"[Alarms]({console}#alarmsV2:) · [Traces in X-Ray]({console}#xray:traces/query) · [Logs Insights]({console}#logsV2:logs-insights), "
            + $"with the saved queries in `{_deployment.Names.Environment}/` · Runbook: {_deployment.Settings.Alarms.RunbookUrl}.{own}";
    }
}
