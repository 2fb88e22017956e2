using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Services;

/// <summary>What a task may do in AWS.</summary>
public sealed class TaskRoleTests(Synthesized synthesized)
{
    /// <summary>What the collector needs, the same in all.</summary>
    private static readonly string[] OfTheCollector = ["Traces", "Metrics"];

    public static TheoryData<string> Workers => Names.Workers;

    public static TheoryData<string> Services => Names.All;

    [Theory]
    [MemberData(nameof(Workers))]
    public void A_worker_may_receive_from_its_queue_give_up_put_its_own_events_and_protect_itself(string worker)
    {
        var publishes = synthesized.Dev.Worker(worker).Subscription!.Publishes;
        List<string> expected =
        [
            $"sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage sqs:SendMessage on {Queue(worker)}",
            $"sqs:GetQueueAttributes sqs:GetQueueUrl sqs:SendMessage on {Queue(worker)}-dlq",
            "ecs:GetTaskProtection ecs:UpdateTaskProtection on arn:aws:ecs:REGION:ACCOUNT:task/dev-workers/*",
        ];
        if (publishes.Count > 0)
            expected.AddRange([FindingTheBus, Publishing(publishes)]);

        Assert.Equal(expected, Statements(worker).Where(statement => !OfTheCollector.Contains(statement.Sid)).Select(Describe));
    }

    [Fact]
    public void The_shop_may_put_orders_and_users_on_the_bus_and_nothing_else() => Assert.Equal(
        [FindingTheBus, Publishing(["store.orders", "store.users"])],
        Statements("storefront").Where(statement => !OfTheCollector.Contains(statement.Sid)).Select(Describe));

    [Theory]
    [MemberData(nameof(Services))]
    public void The_collector_may_send_traces_and_write_into_the_log_of_its_service(string service) => Assert.Equal(
        [
            "xray:PutTraceSegments on *",
            $"logs:CreateLogStream logs:PutLogEvents on arn:aws:logs:REGION:ACCOUNT:log-group:/workers/dev/{service}:*",
        ],
        Statements(service).Where(statement => OfTheCollector.Contains(statement.Sid)).Select(Describe));

    [Theory]
    [MemberData(nameof(Services))]
    public void Only_tasks_of_this_account_may_take_on_the_roles(string service)
    {
        var roles = synthesized.Dev.In(service, "AWS::IAM::Role").ToList();

        Assert.Equal(2, roles.Count);
        Assert.All(roles, role =>
        {
            var trust = Assert.Single(Statement.Read(role));
            Assert.Equal(["sts:AssumeRole"], trust.Actions);
            Assert.Equal("""{"Service":"ecs-tasks.amazonaws.com"}""", trust.Principal);
            Assert.Equal(
                """{"StringEquals":{"aws:SourceAccount":"ACCOUNT"},"ArnLike":{"aws:SourceArn":"arn:aws:ecs:REGION:ACCOUNT:*"}}""",
                trust.Condition);
        });
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void The_agent_reads_the_images_and_secrets_of_this_service_alone(string service)
    {
        var read = Of(service, Task(service).Text("ExecutionRoleArn")!).ToLookup(statement => statement.Actions[0].Split(':')[0]);
        string[] images = service == "payment" ? ["payment", "payment-gateway"] : [service];

        Assert.Equal(
            [$"arn:aws:secretsmanager:REGION:ACCOUNT:secret:dev/{service}/database-??????"], Resources(read["secretsmanager"]));
        Assert.Equal(
            images.Append("collector").Select(image => $"arn:aws:ecr:REGION:ACCOUNT:repository/workers/{image}")
                .Prepend("*").Order(StringComparer.Ordinal),
            Resources(read["ecr"]));
    }

    private static IEnumerable<string> Resources(IEnumerable<Statement> statements) =>
        statements.SelectMany(statement => statement.Resources).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private IEnumerable<Statement> Statements(string service) => Of(service, Task(service).Text("TaskRoleArn")!);

    /// <summary>Statements of all policies of the role.</summary>
    private IEnumerable<Statement> Of(string service, string roleArn)
    {
        var role = roleArn[..^".Arn".Length];
        return synthesized.Dev.In(service, "AWS::IAM::Policy")
            .Where(policy => policy.List("Roles").Any(name => name.ToString() == role))
            .SelectMany(Statement.Read);
    }

    private Resource Task(string service) => synthesized.Dev.One(service, "AWS::ECS::TaskDefinition");

    private static string FindingTheBus => "events:DescribeEventBus on arn:aws:events:REGION:ACCOUNT:event-bus/dev-store";

    private static string Queue(string worker) => $"arn:aws:sqs:REGION:ACCOUNT:dev-{worker}";

    private static string Publishing(IEnumerable<string> sources)
    {
        var listed = string.Join(',', sources.Select(source => $"\"{source}\""));
        return "events:PutEvents on arn:aws:events:REGION:ACCOUNT:event-bus/dev-store if {\"ForAllValues:StringEquals\":"
            + $"{{\"events:source\":[{listed}]}},\"Null\":{{\"events:source\":\"false\"}}}}";
    }

    private static string Describe(Statement statement)
    {
        Assert.True(statement.Allows);
        var condition = statement.Condition.Length > 0 ? $" if {statement.Condition}" : "";
        return $"{string.Join(' ', statement.Actions)} on {string.Join(' ', statement.Resources)}{condition}";
    }
}
