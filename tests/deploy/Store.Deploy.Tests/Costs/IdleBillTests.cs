using Store.Deploy.Costs;
using Store.Deploy.Tests.Synthesis;
using static Store.Deploy.Tests.Costs.Deployments;

namespace Store.Deploy.Tests.Costs;

/// <summary>The bill of an environment that takes no orders, computed by hand.</summary>
public sealed class IdleBillTests(Synthesized synthesized)
{
    [Fact]
    public void Dev_pays_for_what_runs_all_month()
    {
        var bill = Bill(Of(synthesized.Dev));

        // 7 workers and the Storefront, each one task of half a vCPU and 1 GB.
        Assert.Equal(Rounded(8 * 0.5m * 730 * 0.04048m), bill.Dollars("processors on demand"));
        Assert.Equal(Rounded(8 * 1 * 730 * 0.004445m), bill.Dollars("memory on demand"));
        Assert.Equal(Rounded(1 * 730 * 0.035m), bill.Dollars("db.t4g.small"));
        Assert.Equal(Rounded(20 * 0.127m), bill.Lines.First(line => line.Item == "storage").Dollars);

        // SQS, EventBridge, two of ECR, CloudWatch Logs, Secrets Manager and X-Ray in two zones.
        Assert.Equal(Rounded(7 * 2 * 730 * 0.011m), bill.Dollars("endpoints"));

        // Of the load balancer, one in each zone.
        Assert.Equal(Rounded(2 * 730 * 0.005m), bill.Dollars("public IPv4 addresses"));
        Assert.Equal(Rounded(730 * 0.0252m), bill.Dollars("load balancers"));

        // Three long polls and two queries of the backlog a minute, by 7 workers.
        Assert.Equal(Rounded(7 * 5 * 43_800 * 0.40m / 1_000_000), bill.Dollars("polling"));

        // Of each worker 2 alarms on 2 metrics (the backlog by the tasks), of the Storefront 2 on 1.
        Assert.Equal(Rounded(((7 * 2 * 2) + 2) * 0.10m), bill.Dollars("alarms of target tracking"));
        Assert.Equal(Rounded(8 * (11 + 6) * 0.30m), bill.Dollars("Container Insights, services"));
        Assert.Equal(Rounded(8 * 3 * 0.30m), bill.Dollars("the services' own metrics"));

        // The users of 8 databases, and the administrator.
        Assert.Equal(Rounded(9 * 0.40m), bill.Dollars("secrets"));
        Assert.Equal(bill.Lines.Sum(line => line.Dollars), bill.Total);
    }

    [Fact]
    public void Prod_pays_for_what_makes_it_safe()
    {
        var bill = Bill(Of(synthesized.Prod));

        Assert.Equal(Rounded(9 * 0.5m * 730 * 0.04048m), bill.Dollars("processors on demand"));
        Assert.Equal(Rounded(2 * 730 * 0.267m), bill.Dollars("db.r7g.large"));
        Assert.Equal(Rounded(100 * 0.095m), bill.Dollars("snapshots in the vault"));
        Assert.Equal(Rounded(2 * 730 * 0.048m), bill.Dollars("NAT gateways"));
        Assert.Equal(Rounded((2 + 2) * 730 * 0.005m), bill.Dollars("public IPv4 addresses"));
        Assert.Equal(5, bill.Dollars("web ACLs"));
        Assert.Equal(3, bill.Dollars("rules"));

        // One more than in dev: the password of the mail server.
        Assert.Equal(Rounded(10 * 0.40m), bill.Dollars("secrets"));
        Assert.Equal(Rounded(9 * 1 * 43_800 / 1_000_000m * 0.57m), bill.Dollars("flow logs"));
    }

    [Fact]
    public void Nothing_that_costs_nothing_is_on_it() =>
        Assert.DoesNotContain(Bill(Of(synthesized.Dev)).Lines, line => line.Dollars == 0 || line.Item is "NAT gateways" or "web ACLs" or "events");

    [Fact]
    public void What_others_have_made_is_not_on_it()
    {
        var items = Bill(Of(synthesized.Existing)).Lines.Select(line => line.Item).ToList();

        Assert.Contains("processors on demand", items);
        Assert.Empty(items.Intersect(["db.r7g.large", "endpoints", "NAT gateways", "load balancers", "web ACLs", "archive", "public IPv4 addresses"]));
    }

    [Fact]
    public void A_worker_without_a_minimum_has_no_task_and_still_its_alarms()
    {
        var (more, dev) = (Bill(Of(synthesized.Extended)), Bill(Of(synthesized.Dev)));

        Assert.Equal(dev.Line("processors on demand").Dollars, more.Line("processors on demand").Dollars);

        // 19 alarms, of which those on new letters (2), missing tasks, telemetry, deployment and sleep have two metrics each.
        Assert.Equal(Rounded((19 + 6) * 0.10m), more.Dollars("alarms") - dev.Dollars("alarms"));
    }

    [Fact]
    public void Gateway_collectors_have_tasks_and_a_name()
    {
        var bill = Bill(Of(synthesized.Gateway, clone => clone.ChangeTelemetry()));

        // 9 tasks of the services and 2 of the collectors, all with half a vCPU; the latter with 2 GB.
        Assert.Equal(
            Rounded(11 * 0.5m * 730 * 0.04048m),
            Rounded(bill.Lines.Where(line => line.Item == "processors on demand").Sum(line => line.Dollars)));
        Assert.Equal(0.50m, bill.Dollars("hosted zones"));
        Assert.Equal(0.20m, bill.Dollars("instances"));
    }

    [Fact]
    public void Prometheus_gets_samples_instead_of_series()
    {
        var bill = Bill(Of(synthesized.Prometheus, clone => clone.ChangeTelemetry()));

        Assert.Equal(Rounded(8 * 200 * 43_800 * 0.90m / 10_000_000), bill.Dollars("samples"));
        Assert.DoesNotContain(bill.Lines, line => line.Item == "the services' own metrics");
    }
}
