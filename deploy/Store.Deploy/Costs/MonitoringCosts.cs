using System.Globalization;
using Store.Deploy.Environments;

namespace Store.Deploy.Costs;

/// <summary>Alarms, metrics, logs and traces.</summary>
internal sealed class MonitoringCosts(Deployed deployed, Load load, PriceList prices)
{
    private readonly Inventory _inventory = deployed.Inventory;
    private readonly Assumptions _assume = load.Assume;
    private readonly TelemetrySettings _telemetry = deployed.Settings.Telemetry;

    public IEnumerable<BillLine> Lines => [.. Metrics(), .. Logs(), .. Traces(), .. Prometheus()];

    private IEnumerable<BillLine> Metrics()
    {
        var charges = new Charges("CloudWatch", prices);
        Factor services = (_inventory.Tasks.Count, "service(s)");
        yield return charges.Of("alarms", "alarmMetric", (_inventory.AlarmMetrics, "metrics"));
        yield return charges.Of("alarms of target tracking", "alarmMetric", (_inventory.ScalingAlarmMetrics, "metrics"));
        yield return charges.Of("Container Insights, cluster", "customMetric", (_inventory.Clusters, "cluster(s)"), (_assume["insightsPerCluster"], "metrics"));
        yield return charges.Of(
            "Container Insights, services", "customMetric", services, (_assume["insightsPerService"] + _assume["insightsPerFamily"], "metrics"));
        if (_telemetry.HasMetricsInCloudWatch)
        {
            var workers = load.Orders.Value > 0 ? deployed.Services.Workers.Count : 0;
            yield return charges.Of(
                "the services' own metrics", "customMetric", (deployed.Services.WithDatabase.Count() - workers, "service(s)"), (_assume["idleSeries"], "series"));
            if (workers > 0)
                yield return charges.Of("the workers' own metrics", "customMetric", (workers, "worker(s)"), (_assume["busySeries"], "series"));
        }

        yield return charges.Of("dashboard", "dashboard", (_inventory.Dashboards, "dashboard(s)"));
    }

    private IEnumerable<BillLine> Logs()
    {
        List<(string Item, Factor[] Gigabytes)> logs =
        [
            ("log lines of the services",
                [load.Orders, load.Handled, (_assume["linesPerMessage"], "line(s)"), (_assume["lineKB"], "KB"), Factor.KilobytesInGigabyte]),
            ("log of Container Insights", PerTask("insightsKB")),
        ];
        if (_telemetry.HasMetricsInCloudWatch)
            logs.Add(("log lines with metrics", PerTask("metricsKB")));
        if (_inventory.HasFlowLogs)
            logs.Add(("flow logs", PerTask("flowLogKB")));
        var charges = new Charges("CloudWatch Logs", prices);
        foreach (var (item, gigabytes) in logs)
            yield return charges.Of(item, "logGb", gigabytes);
        var total = logs.Sum(log => charges.Of(log.Item, new Price { Dollars = 1, Page = "" }, log.Gigabytes).Dollars);
        yield return charges.Of("storage", "logStorageGb", (total, "GB"), (deployed.Settings.LogDays, "days"), Factor.Over(Load.Days, ""));
    }

    private IEnumerable<BillLine> Traces()
    {
        if (_telemetry.Export == TelemetrySettings.Otlp)
            yield break;
        var charges = new Charges("X-Ray", prices);
        Factor recorded = (Recorded * (_telemetry.Gateway?.KeepPercent ?? 100) / 100m, "share recorded");
        yield return charges.Of("traces of orders", "trace", load.Orders, recorded);
        if (_assume["eventsPerCall"] > 1)
        {
            yield return charges.Of(
                "traces of PutEvents calls", "trace",
                load.Orders, load.Published, Factor.Over(_assume["eventsPerCall"], "event(s) a call"), recorded);
        }
    }

    private IEnumerable<BillLine> Prometheus()
    {
        if (_telemetry.Export == TelemetrySettings.Prometheus)
            yield return new Charges("Prometheus", prices).Of("samples", "prometheusSample", load.Tasks, (_assume["prometheusSeries"], "series"), load.MonthInMinutes);
    }

    /// <summary>The Storefront starts the trace of an order, so its sampling decides.</summary>
    private decimal Recorded =>
        deployed.Settings.Of(deployed.Services.Storefront).Settings.TryGetValue("Telemetry__SamplingRatio", out var ratio)
            ? decimal.Parse(ratio, CultureInfo.InvariantCulture)
            : (decimal)_telemetry.Sampling;

    private Factor[] PerTask(string kilobytes) => [load.Tasks, (_assume[kilobytes], "KB"), load.MonthInMinutes, Factor.KilobytesInGigabyte];
}
