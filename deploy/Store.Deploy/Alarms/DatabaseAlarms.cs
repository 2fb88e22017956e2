using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.RDS;
using Constructs;
using Store.Deploy.Database;
using Store.Deploy.Environments;
using Store.Deploy.Metrics;
using Workers.Deploy;

namespace Store.Deploy.Alarms;

/// <summary>The alarms of the database server, which all services share.</summary>
internal sealed class DatabaseAlarms : Construct
{
    private const string Load = "Services wait for it.";

    private readonly AlarmActions _actions;
    private readonly CfnDBInstance _server;
    private readonly ResourceNames _names;
    private readonly string _prefix;

    public DatabaseAlarms(Construct scope, Deployment deployment, CfnDBInstance server)
        : base(scope, "Alarms")
    {
        var (names, database) = (deployment.Names, deployment.Settings.Database);
        (_actions, _server, _names, _prefix) = (EnvironmentAlarms.Actions(this, names, deployment.Settings.Alarms), server, names, $"{names.Prefix}database");
        var connections = Math.Floor(0.8 * (database.MaxConnections ?? InstanceClass.MaxConnections(database.InstanceClass)!.Value));
        Add(StoreAlarmKind.DatabaseLoad, "cpu", "CPUUtilization", 80, $"The database server uses more than 80 % of its processors. {Load}");
        Add(
            StoreAlarmKind.DatabaseConnections,
            "connections",
            "DatabaseConnections",
            connections,
            $"More than {connections} database connections are open, 80 % of the maximum. Above the maximum, services cannot connect.",
            periods: 1);

        // RDS extends the storage by itself when less than a tenth is free for five minutes, up to four times storageGiB, and not within six
        // hours of the last time (Amazon RDS User Guide, "Managing capacity automatically with Amazon RDS storage autoscaling").
        AddLow(
            StoreAlarmKind.DatabaseStorage,
            "storage",
            "FreeStorageSpace",
            database.StorageGiB * Math.Pow(2, 30) / 10,
            "Less than a tenth of the storage is free, and RDS has not extended it. A full server stops.",
            periods: 6);
        if (InstanceClass.MemoryGiB(database.InstanceClass) is { } gib)
        {
            AddLow(
                StoreAlarmKind.DatabaseLoad,
                "memory",
                "FreeableMemory",
                gib * Math.Pow(2, 30) / 20,
                $"The database server has less than a twentieth of its memory left. {Load}");
        }

        Tell(AlarmSeverity.Page, "failover", "failure", "low storage");
        Tell(AlarmSeverity.Ticket, "maintenance");
    }

    private void Add(AlarmKind kind, string suffix, string metric, double threshold, string meaning, int periods = 3) =>
        _actions.Add(this, suffix, kind, Props(suffix, metric, "Average", threshold, meaning, periods));

    private void AddLow(AlarmKind kind, string suffix, string metric, double threshold, string meaning, int periods = 3)
    {
        var props = Props(suffix, metric, "Minimum", threshold, meaning, periods);
        props.ComparisonOperator = ComparisonOperator.LESS_THAN_THRESHOLD;
        _actions.Add(this, suffix, kind, props);
    }

    private AlarmProps Props(
        string suffix, string metric, string statistic, double threshold, string meaning, int periods) => new()
        {
            AlarmName = $"{_prefix}-{suffix}",
            AlarmDescription = meaning,
            Metric = new CloudWatchMetric("AWS/RDS", metric, ("DBInstanceIdentifier", _server.Ref)).Measure(statistic, 5),
            Threshold = threshold,
            EvaluationPeriods = periods,
        };

    /// <summary>Sends events of RDS to a topic (Amazon RDS User Guide, "Amazon RDS event categories and event messages").</summary>
    private void Tell(AlarmSeverity severity, params string[] categories) => _ = new CfnEventSubscription(
        this,
        $"Events{severity}",
        new CfnEventSubscriptionProps
        {
            SnsTopicArn = _names.AlarmTopicArn(this, severity),
            SourceType = "db-instance",
            SourceIds = [_server.Ref],
            EventCategories = categories,
            Enabled = true,
        });
}
