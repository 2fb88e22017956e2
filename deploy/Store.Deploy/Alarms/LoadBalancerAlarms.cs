using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Constructs;
using Workers.Deploy;

namespace Store.Deploy.Alarms;

/// <summary>The alarms of the load balancer and of the Storefront behind it.</summary>
internal sealed class LoadBalancerAlarms : Construct
{
    /// <summary>Percentage of requests that fail. Below 20 requests in the period, a single error is not a rate.</summary>
    public const string ErrorRate = "IF(requests >= 20, 100 * FILL(errors, 0) / requests, 0)";

    private readonly AlarmActions _actions;
    private readonly string _prefix;

    public LoadBalancerAlarms(Construct scope, Deployment deployment, ApplicationLoadBalancer balancer, ApplicationTargetGroup targets)
        : base(scope, "Alarms")
    {
        _actions = EnvironmentAlarms.Actions(this, deployment.Names, deployment.Settings.Alarms);
        _prefix = deployment.Names.Prefix + deployment.Services.Storefront.Name;
        Add(
            StoreAlarmKind.ServerErrors,
            "balancer-errors",
            "The load balancer itself answered more than 10 requests in 5 minutes with a server error: no task took them, or none answered in time.",
            balancer.Metrics.HttpCodeElb(HttpCodeElb.ELB_5XX_COUNT, new MetricOptions { Statistic = "Sum", Period = Duration.Minutes(5) }),
            threshold: 10);
        Add(StoreAlarmKind.ServerErrors, "errors", "The Storefront answers more than 5 % of the requests with a server error.", Errors(balancer, targets), threshold: 5);
        Add(
            StoreAlarmKind.UnhealthyTargets,
            "unhealthy",
            "A task of the Storefront has not answered the load balancer's health check for 15 minutes.",
            targets.Metrics.UnhealthyHostCount(new MetricOptions { Statistic = "Maximum", Period = Duration.Minutes(5) }),
            threshold: 0,
            periods: 3);
        Add(
            StoreAlarmKind.SlowRequests,
            "slow",
            "The slowest 1 % of the requests to the Storefront have taken more than 2 seconds for 15 minutes.",
            targets.Metrics.TargetResponseTime(new MetricOptions { Statistic = "p99", Period = Duration.Minutes(5) }),
            threshold: 2,
            periods: 3);
    }

    private static MathExpression Errors(ApplicationLoadBalancer balancer, ApplicationTargetGroup targets)
    {
        var sum = new MetricOptions { Statistic = "Sum", Period = Duration.Minutes(5) };
        return new MathExpression(new MathExpressionProps
        {
            Expression = ErrorRate,
            Label = "Percentage of server errors",
            Period = Duration.Minutes(5),
            UsingMetrics = new Dictionary<string, IMetric>
            {
                ["requests"] = balancer.Metrics.RequestCount(sum),
                ["errors"] = targets.Metrics.HttpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, sum),
            },
        });
    }

    private void Add(AlarmKind kind, string suffix, string meaning, IMetric metric, double threshold, int periods = 2) =>
        _actions.Add(this, suffix, kind, new AlarmProps
        {
            AlarmName = $"{_prefix}-{suffix}",
            AlarmDescription = meaning,
            Metric = metric,
            Threshold = threshold,
            EvaluationPeriods = periods,
        });
}
