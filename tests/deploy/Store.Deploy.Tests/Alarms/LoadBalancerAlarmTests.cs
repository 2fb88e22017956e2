using Store.Deploy.LoadBalancing;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Alarms;

/// <summary>The alarms of the load balancer.</summary>
public sealed class LoadBalancerAlarmTests(Synthesized synthesized)
{
    [Theory]
    [InlineData("balancer-errors", "HTTPCode_ELB_5XX_Count Sum", "GreaterThanThreshold 10")]
    [InlineData("unhealthy", "UnHealthyHostCount Maximum", "GreaterThanThreshold 0")]
    [InlineData("slow", "TargetResponseTime p99", "GreaterThanThreshold 2")]
    public void Requests_that_get_no_good_answer_are_reported(string suffix, string metric, string threshold)
    {
        var alarm = synthesized.Dev.Alarm($"dev-storefront-{suffix}").Describe();

        Assert.StartsWith($"AWS/ApplicationELB {metric} LoadBalancer=", alarm, StringComparison.Ordinal);
        Assert.EndsWith(threshold, alarm, StringComparison.Ordinal);
    }

    [Fact]
    public void Server_errors_of_the_Storefront_are_reported_by_their_share_of_the_requests()
    {
        var alarm = synthesized.Dev.Alarm("dev-storefront-errors");

        Assert.Equal("IF(requests >= 20, 100 * FILL(errors, 0) / requests, 0) GreaterThanThreshold 5", alarm.Describe());
        Assert.StartsWith("AWS/ApplicationELB RequestCount Sum LoadBalancer=", alarm.Metrics()["requests"], StringComparison.Ordinal);
        Assert.StartsWith("AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum LoadBalancer=", alarm.Metrics()["errors"], StringComparison.Ordinal);
    }
}
