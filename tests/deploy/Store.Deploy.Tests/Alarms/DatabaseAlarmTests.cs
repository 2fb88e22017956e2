using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Alarms;

/// <summary>The alarms and events of the database server.</summary>
public sealed class DatabaseAlarmTests(Synthesized synthesized)
{
    [Theory]
    [InlineData("cpu", "CPUUtilization Average", "GreaterThanThreshold 80")]
    [InlineData("connections", "DatabaseConnections Average", "GreaterThanThreshold 1366")]
    [InlineData("storage", "FreeStorageSpace Minimum", "LessThanThreshold 10737418240")]
    [InlineData("memory", "FreeableMemory Minimum", "LessThanThreshold 858993459.2")]
    public void A_server_at_its_limits_is_reported(string suffix, string metric, string threshold) => Assert.Equal(
        $"AWS/RDS {metric} DBInstanceIdentifier={Server(synthesized.Prod).Name} {threshold}",
        synthesized.Prod.Alarm($"prod-database-{suffix}").Describe());

    [Fact]
    public void RDS_tells_of_failures_at_once_and_of_maintenance_too() => Assert.Equal(
        [
            "arn:aws:sns:REGION:ACCOUNT:prod-alarms-page: failover, failure, low storage",
            "arn:aws:sns:REGION:ACCOUNT:prod-alarms-ticket: maintenance",
        ],
        synthesized.Prod.Of("AWS::RDS::EventSubscription").Select(subscription =>
        {
            Assert.Equal("db-instance", subscription.Text("SourceType"));
            Assert.Equal([Server(synthesized.Prod).Name], subscription.List("SourceIds").Select(id => id.ToString()));
            return $"{subscription.Text("SnsTopicArn")}: {string.Join(", ", subscription.List("EventCategories"))}";
        }).Order(StringComparer.Ordinal));

    private static Resource Server(Stacks stacks) => Assert.Single(stacks.Of("AWS::RDS::DBInstance"));
}
