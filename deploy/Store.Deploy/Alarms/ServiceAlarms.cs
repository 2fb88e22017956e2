using Constructs;

namespace Store.Deploy.Alarms;

/// <summary>The alarms of a service.</summary>
internal sealed class ServiceAlarms : Construct
{
    public ServiceAlarms(Construct scope, Deployment deployment, ServiceFolder service, bool publishes)
        : base(scope, "Alarms")
    {
        var topics = new AlarmTopics(this, deployment.Names, deployment.Settings.Alarms);
        TaskAlarm.Add(this, deployment.Names, service.Name, topics);

        // Another target than CloudWatch has its own alerts, such as deploy/observability/alerts.yaml. Alarms here would never fire.
        if (deployment.Settings.Telemetry.HasMetricsInCloudWatch)
            _ = new TelemetryAlarms(this, deployment.Names, service, publishes, topics);
    }
}
