using Workers.Deploy.Alarms;
using Workers.Deploy.Tests.Synthesis;

namespace Workers.Deploy.Tests.Alarms;

/// <summary>The alarms and events of the database server.</summary>
public sealed class DatabaseAlarmTests(Synthesized synthesized)
{
    [Theory]
    [InlineData("cpu", "CPUUtilization Average", "GreaterThanThreshold 80")]
    [InlineData("connections", "DatabaseConnections Average", "GreaterThanThreshold 720")]
    [InlineData("storage", "FreeStorageSpace Minimum", "LessThanThreshold 10737418240")]
    [InlineData("memory", "FreeableMemory Minimum", "LessThanThreshold 429496729.6")]
    public void A_server_at_its_limits_is_reported(string suffix, string metric, string threshold) => Assert.Equal(
        $"AWS/RDS {metric} DBInstanceIdentifier={Server(synthesized.Prod).Name} {threshold}",
        synthesized.Prod.Alarm($"prod-database-{suffix}").Describe());

    [Theory]
    [InlineData("db.t4g.micro", 1, 112)]
    [InlineData("db.t3.medium", 4, 450)]
    [InlineData("db.m7g.large", 8, 901)]
    [InlineData("db.r6g.xlarge", 32, 3604)]
    [InlineData("db.m6gd.4xlarge", 64, 5000)]
    public void Memory_and_connections_of_a_class_are_those_of_RDS(string instanceClass, double gibibytes, double connections)
    {
        Assert.Equal(gibibytes * 1024 * 1024 * 1024, InstanceMemory.Bytes(instanceClass));
        Assert.Equal(connections, InstanceMemory.MaxConnections(instanceClass));
    }

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
