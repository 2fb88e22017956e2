using Constructs;

namespace Store.Deploy.Alarms;

/// <summary>The alarms on a service's own metrics.</summary>
internal sealed class ServiceAlarms : Construct
{
    public ServiceAlarms(Construct scope, Deployment deployment, ServiceFolder service, bool publishes)
        : base(scope, "Alarms")
    {
        // Another target than CloudWatch has its own alerts, such as deploy/observability/alerts.yaml. Alarms here would never fire.
        if (!deployment.Settings.Telemetry.HasMetricsInCloudWatch)
            return;
        var actions = EnvironmentAlarms.Actions(this, deployment.Names, deployment.Settings.Alarms);
        _ = new TelemetryAlarms(this, deployment.Names, service, publishes, actions);
    }
}
