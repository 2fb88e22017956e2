using System.Text.Json.Nodes;
using Workers.Deploy.Tests.Synthesis;

namespace Workers.Deploy.Tests;

public sealed class WorkerPermissionsTests(Templates templates)
{
    [Fact]
    public void A_worker_may_use_its_queues_and_protect_its_tasks_and_nothing_else() => Assert.Equal(
        [
            "Receive: sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage sqs:SendMessage on prod-reminder",
            "GiveUp: sqs:GetQueueAttributes sqs:GetQueueUrl sqs:SendMessage on prod-reminder-dlq",
            "Protect: ecs:GetTaskProtection ecs:UpdateTaskProtection on /*",
        ],
        Statements(templates.New, "Task").Where(statement => statement["Sid"] is not null).Select(Describe));

    [Fact]
    public void A_worker_may_send_to_the_queues_that_its_subscription_names()
    {
        var send = Assert.Single(Statements(templates.Existing, "Task"), statement => statement["Sid"]?.ToString() == "Send");

        Assert.Equal("""["sqs:GetQueueUrl","sqs:SendMessage"]""", send["Action"]!.ToJsonString());
        Assert.Equal(["orders", "returns"], send["Resource"]!.AsArray().Select(Name));
    }

    [Theory, InlineData("Task", "thanks"), InlineData("Publisher", "invoices")]
    public void A_program_may_publish_events_of_its_own_sources_only(string task, string source)
    {
        var statements = Statements(templates.Existing, task).ToList();
        var publish = Assert.Single(statements, statement => statement["Sid"]?.ToString() == "Publish");

        Assert.Equal("Publish: events:PutEvents on event-bus/company", Describe(publish));
        Assert.Equal(
            $$$"""{"ForAllValues:StringEquals":{"events:source":["{{{source}}}"]},"Null":{"events:source":"false"}}""", publish["Condition"]!.ToJsonString());
        Assert.Contains("FindBus: events:DescribeEventBus on event-bus/company", statements.Where(statement => statement["Resource"] is JsonObject).Select(Describe));
    }

    private static IEnumerable<JsonObject> Statements(IReadOnlyList<Resource> template, string task) => Assert.Single(
        template.Of("AWS::IAM::Policy"), policy => policy.Id.StartsWith($"{task}TaskRole", StringComparison.Ordinal)).Statements;

    private static string Describe(JsonObject statement)
    {
        var actions = statement["Action"] is JsonArray several ? string.Join(' ', several) : statement["Action"]!.ToString();
        return $"{statement["Sid"]}: {actions} on {Name(statement["Resource"]!)}";
    }

    /// <summary>The end of an ARN: <c>{ "Fn::Join": ["", ["arn:", …, ":name"]] }</c>.</summary>
    private static string Name(JsonNode? arn) => arn!["Fn::Join"]![1]!.AsArray()[^1]!.ToString().TrimStart(':');
}
