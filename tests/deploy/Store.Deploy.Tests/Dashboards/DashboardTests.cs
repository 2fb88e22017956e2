using Store.Deploy.LoadBalancing;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Dashboards;

/// <summary>The CloudWatch dashboard.</summary>
public sealed class DashboardTests(Synthesized synthesized)
{
    public static TheoryData<string> Workers => Names.Workers;

    [Theory]
    [MemberData(nameof(Workers))]
    public void A_worker_has_a_section_with_its_queues_tasks_and_deliveries(string worker)
    {
        var section = new Dashboard(synthesized.Dev).Section($"## {worker}");

        Assert.Equal(
            [
                $"AWS/SQS ApproximateNumberOfMessagesVisible Maximum QueueName=dev-{worker}",
                $"AWS/SQS ApproximateNumberOfMessagesNotVisible Maximum QueueName=dev-{worker}",
            ],
            section["Messages"]);
        Assert.Equal([$"AWS/SQS ApproximateAgeOfOldestMessage Maximum QueueName=dev-{worker}"], section["Age of the oldest message"]);
        Assert.Equal(
            [
                $"AWS/SQS ApproximateNumberOfMessagesVisible Maximum QueueName=dev-{worker}-dlq",
                $"AWS/SQS ApproximateNumberOfMessagesVisible Maximum QueueName=dev-{worker}-rule-dlq",
            ],
            section["Dead letters"]);
        Assert.Equal(
            [
                $"ECS/ContainerInsights RunningTaskCount Average ClusterName=dev-workers ServiceName=dev-{worker}",
                $"ECS/ContainerInsights DesiredTaskCount Average ClusterName=dev-workers ServiceName=dev-{worker}",
            ],
            section["Tasks"]);
        Assert.Equal(
            [$"Workers/dev workers.event.latency p50 service.name={worker}", $"Workers/dev workers.event.latency p99 service.name={worker}"],
            section["Latency of events"]);
        Assert.Equal(synthesized.Dev.Worker(worker).Subscription!.Publishes.Count > 0, section.ContainsKey("Outbox"));
    }

    [Fact]
    public void Deliveries_are_shown_by_all_outcomes_that_there_are()
    {
        var readme = File.ReadAllText(Path.Combine(DeployApp.FindRoot(), "services", "platform", "Workers.EventBridge", "README.md"));
        var outcomes = new Dashboard(synthesized.Dev).Section("## payment")["Deliveries by outcome"].Select(line => line.Split("workers.outcome=")[1]).ToList();

        Assert.Equal(7, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.Contains($"`{outcome}`:", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_section_shows_all_services_together()
    {
        var total = new Dashboard(synthesized.Dev).Section("# dev-workers");

        Assert.Equal(
            [
                "Age of the oldest event in an outbox", "Age of the oldest message", "Dead letters", "Latency of events, p99", "Messages that wait",
                "Open circuits", "Running tasks",
            ],
            total.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Names.Workers.Count, total["Messages that wait"].Count);
        Assert.Equal(2 * Names.Workers.Count, total["Dead letters"].Count);
        Assert.Equal(Names.All.Count, total["Running tasks"].Count);
    }

    [Fact]
    public void The_Storefront_and_the_database_have_sections()
    {
        var dashboard = new Dashboard(synthesized.Dev);
        var (storefront, database) = (dashboard.Section("## storefront"), dashboard.Section("## database"));

        Assert.Equal(
            ["""SEARCH('{AWS/ApplicationELB,LoadBalancer} MetricName="RequestCount" dev-storefront', 'Sum')"""], storefront["Requests"]);
        Assert.Contains("Outbox", storefront.Keys);
        Assert.Equal(
            ["""SEARCH('{AWS/RDS,DBInstanceIdentifier} MetricName="CPUUtilization" dev-database', 'Average')"""], database["Processor"]);
        Assert.Equal(4, database.Count);
    }

    [Fact]
    public void A_server_or_load_balancer_that_others_made_is_not_shown()
    {
        var dashboard = new Dashboard(synthesized.Existing);

        Assert.Empty(dashboard.Section("## database"));
        Assert.DoesNotContain("Requests", dashboard.Section("## storefront").Keys);
        Assert.Contains("Tasks", dashboard.Section("## storefront").Keys);
    }

    /// <summary>An export would keep the other stack's resource from being replaced.</summary>
    [Fact]
    public void It_refers_to_other_stacks_by_name_alone() => Assert.All(
        synthesized.Dev.Resources.Where(resource => resource.Stack == "dev-dashboard"),
        resource => Assert.DoesNotContain("ImportValue", resource.Raw.ToJsonString(), StringComparison.Ordinal));

    [Fact]
    public void No_panels_overlap()
    {
        var cells = new Dashboard(synthesized.Dev).Widgets.SelectMany(widget =>
            from x in Enumerable.Range((int)widget["x"]!, (int)widget["width"]!)
            from y in Enumerable.Range((int)widget["y"]!, (int)widget["height"]!)
            select (x, y)).ToList();

        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.x, 0, 23));
    }

    [Fact]
    public void Without_metrics_in_CloudWatch_it_says_where_they_are()
    {
        Assert.Contains("own metrics are in the target of `telemetry.export`", new Dashboard(synthesized.Gateway).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("telemetry.export", new Dashboard(synthesized.Dev).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            new Dashboard(synthesized.Gateway).Panels.SelectMany(Dashboard.Lines), line => line.StartsWith("Workers/", StringComparison.Ordinal));
    }

    [Fact]
    public void It_leads_to_alarms_traces_and_saved_queries_of_the_logs()
    {
        var queries = synthesized.Dev.Of("AWS::Logs::QueryDefinition").ToList();

        Assert.All(["#alarmsV2:", "#xray:traces/query", "#logsV2:logs-insights"], link => Assert.Contains(
            $"https://REGION.console.aws.amazon.com/cloudwatch/home?region=REGION{link}", new Dashboard(synthesized.Dev).Text, StringComparison.Ordinal));
        Assert.Equal(["dev/one order or event", "dev/warnings and errors", "dev/warnings and errors by text"], queries.Select(query => query.Text("Name")).Order(StringComparer.Ordinal));
        Assert.All(queries, query => Assert.Equal(
            Names.All.Select(service => $"/workers/dev/{service.Data}"), query.List("LogGroupNames").Select(group => group.ToString())));
    }
}
