using System.Text.Json.Nodes;
using Workers.Cli.Connections;
using Workers.Cli.Top;

namespace Workers.Cli.Tests.Top;

public sealed class AwsFiguresTests
{
    private static readonly WorkerFigures Payment = new("prod-payment", 5, 1, 0, 0, 0), Stock = new("prod-stock", 0, 0, 0, 0, 0);

    [Fact]
    public async Task ECS_knows_the_tasks_of_the_services_of_the_environment()
    {
        await using var ecs = await AwsStub.StartAsync((_, _) => JsonNode.Parse(
            """{"services":[{"serviceName":"prod-payment","runningCount":2,"desiredCount":3}],"failures":[{"arn":"prod-stock","reason":"MISSING"}]}""")!);
        using var api = AwsApi.Ecs("eu-west-1", ecs.Endpoint);

        var figures = await new EcsFigures(api, "prod-").AddAsync([Payment, Stock], TestContext.Current.CancellationToken);

        Assert.Equal([Payment with { Tasks = 2, DesiredTasks = 3 }, Stock], figures);
        var (operation, input) = Assert.Single(ecs.Calls);
        Assert.Equal("AmazonEC2ContainerServiceV20141113.DescribeServices", operation);
        Assert.Equal("""{"cluster":"prod-workers","services":["prod-payment","prod-stock"]}""", input.ToJsonString());
    }

    [Fact]
    public async Task CloudWatch_knows_ages_rates_and_outboxes()
    {
        await using var cloudWatch = await AwsStub.StartAsync(Answer);
        using var api = AwsApi.CloudWatch("eu-west-1", cloudWatch.Endpoint);

        var figures = await new CloudWatchFigures(api, "prod-", TimeProvider.System).AddAsync([Payment, Stock], TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                Payment with { OldestSeconds = 42, InPerSecond = 2, DonePerSecond = 2, Unsent = 7, OldestUnsentSeconds = 7, Refused = 7 },
                Stock,
            ],
            figures);
        Assert.All(cloudWatch.Calls, call => Assert.Equal("GraniteServiceVersion20100801.GetMetricData", call.Operation));
        Assert.Equal(2, cloudWatch.Calls.Count);

        // In two pages; nothing is known of the other worker.
        static JsonNode Answer(string operation, JsonNode input) => new JsonObject
        {
            ["NextToken"] = input["NextToken"] is null ? "more" : null,
            ["MetricDataResults"] = new JsonArray([.. input["MetricDataQueries"]!.AsArray().Select((query, index) => (JsonNode)new JsonObject
            {
                ["Id"] = (string)query!["Id"]!,
                ["Values"] = new JsonArray(index % 2 == (input["NextToken"] is null ? 0 : 1) && Of(query) is { } value ? [value] : []),
            })]),
        };

        static JsonNode? Of(JsonNode query)
        {
            var metric = query["MetricStat"]!["Metric"]!;
            var dimension = (string)metric["Dimensions"]![0]!["Value"]!;
            return ((string)metric["Namespace"]!, (string)metric["MetricName"]!, dimension) switch
            {
                ("AWS/SQS", "ApproximateAgeOfOldestMessage", "prod-payment") => 42,
                ("AWS/SQS", _, "prod-payment") => 120,
                ("Workers/prod", _, "payment") => 7,
                _ => null,
            };
        }
    }
}
