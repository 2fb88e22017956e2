using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Alarms;

/// <summary>The alarms of a service, and of the metrics that it measures itself.</summary>
public sealed class ServiceAlarmTests(Synthesized synthesized)
{
    private static readonly string[] OfPublishers = ["publish-failures", "outbox-age", "refused-events"];

    public static TheoryData<string> Services => Names.All;

    [Theory]
    [MemberData(nameof(Services))]
    public void Tasks_that_should_run_and_do_not_are_reported(string service)
    {
        var alarm = synthesized.Dev.Alarm($"dev-{service}-running");

        Assert.Equal("desired - FILL(running, 0) GreaterThanThreshold 0", alarm.Describe());
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["desired"] = $"ECS/ContainerInsights DesiredTaskCount Average ClusterName=dev-workers ServiceName=dev-{service}",
                ["running"] = $"ECS/ContainerInsights RunningTaskCount Average ClusterName=dev-workers ServiceName=dev-{service}",
            },
            alarm.Metrics());
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Running_tasks_whose_collector_is_silent_are_reported(string service)
    {
        var alarm = synthesized.Dev.Alarm($"dev-{service}-telemetry");

        Assert.Equal("running - FILL(reports, 0) / 5 GreaterThanThreshold 0.5", alarm.Describe());
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["running"] = $"ECS/ContainerInsights RunningTaskCount Average ClusterName=dev-workers ServiceName=dev-{service}",
                ["reports"] = $"Workers/dev workers.outbox.oldest SampleCount service.name={service}",
            },
            alarm.Metrics());
        Assert.Equal("3", alarm.Text("EvaluationPeriods"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Events_that_the_bus_does_not_accept_are_reported(string service)
    {
        var expected = new[]
        {
            $"Workers/dev workers.publish.failures Sum service.name={service} GreaterThanThreshold 0",
            $"Workers/dev workers.outbox.oldest Maximum service.name={service} GreaterThanThreshold 60",
            $"Workers/dev workers.outbox.refused Maximum service.name={service} GreaterThanThreshold 0",
        };
        var alarms = OfPublishers.SelectMany(suffix => synthesized.Dev.Alarms().Where(alarm => alarm.Text("AlarmName") == $"dev-{service}-{suffix}"));

        Assert.Equal(Publishes(service) ? expected : [], alarms.Select(alarm => alarm.Describe()));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_worker_that_has_paused_receiving_is_reported(string service)
    {
        var alarm = synthesized.Dev.Alarms().SingleOrDefault(alarm => alarm.Text("AlarmName") == $"dev-{service}-circuit");

        Assert.Equal(service != "storefront", alarm is not null);
        if (alarm is not null)
            Assert.Equal($"Workers/dev workers.circuit.open Maximum service.name={service} GreaterThanThreshold 0", alarm.Describe());
    }

    private bool Publishes(string service) =>
        service == "storefront" || synthesized.Dev.Worker(service).Subscription!.Publishes.Count > 0;
}
