using Workers.Deploy.Tests.Synthesis;
using Workers.Hosting.Subscriptions;

namespace Workers.Deploy.Tests;

public sealed class WorkerSubscriptionTests(Templates templates)
{
    [Fact]
    public void A_rule_has_the_pattern_of_the_file_and_fills_the_queue()
    {
        var rule = templates.New.One("AWS::Events::Rule");

        Assert.Equal("prod-reminder", rule.Text("Name"));
        Assert.Equal($$"""{"Ref":"{{templates.New.One("AWS::Events::EventBus").Id}}"}""", rule.Text("EventBusName"));
        Assert.Equal("""{ "source": ["invoices"], "detail": { "total": [{ "numeric": [">", 1.50] }] } }""", rule.Text("EventPattern"));
        Assert.Equal(Arn("prod-reminder"), rule.Text("Targets.0.Arn"));
        Assert.Equal(Arn("prod-reminder-rule-dlq"), rule.Text("Targets.0.DeadLetterConfig.Arn"));
    }

    [Fact]
    public void A_rule_on_an_existing_bus_names_it() =>
        Assert.Equal("company", templates.Existing.One("AWS::Events::Rule", "Name", "thanks").Text("EventBusName"));

    [Fact]
    public void SQS_moves_a_message_to_the_dead_letters_after_the_receives_of_the_file()
    {
        var queue = Queue("prod-reminder");

        Assert.Equal(("30", "15"), (queue.Text("VisibilityTimeout"), queue.Text("RedrivePolicy.maxReceiveCount")));
        Assert.Equal(Arn("prod-reminder-dlq"), queue.Text("RedrivePolicy.deadLetterTargetArn"));
    }

    [Fact]
    public void All_three_queues_are_encrypted_keep_messages_as_long_as_SQS_can_and_refuse_plain_HTTP()
    {
        string[] names = ["prod-reminder", "prod-reminder-dlq", "prod-reminder-rule-dlq"];

        Assert.Equal(names, templates.New.Of("AWS::SQS::Queue").Select(queue => queue.Text("QueueName")!).Order(StringComparer.Ordinal));
        Assert.All(names, name =>
        {
            Assert.Equal(("true", $"{QueueTopology.MessageRetention.TotalSeconds}"), (Queue(name).Text("SqsManagedSseEnabled"), Queue(name).Text("MessageRetentionPeriod")));
            Assert.Contains(Access(name), statement => statement.Contains("aws:SecureTransport", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Only_the_rule_may_send_to_the_queues_that_it_fills()
    {
        Assert.All(["prod-reminder", "prod-reminder-rule-dlq"], name =>
            Assert.Contains("rule/prod-billing/prod-reminder", Assert.Single(Access(name), IsAllowed), StringComparison.Ordinal));
        Assert.DoesNotContain(Access("prod-reminder-dlq"), IsAllowed);
    }

    [Fact]
    public void A_FIFO_queue_and_its_dead_letter_queue_have_high_throughput_and_deduplicate_by_content() => Assert.All(["orders.fifo", "orders-dlq.fifo"], name =>
    {
        var queue = templates.Existing.One("AWS::SQS::Queue", "QueueName", name);

        Assert.Equal(("true", "true"), (queue.Text("FifoQueue"), queue.Text("ContentBasedDeduplication")));
        Assert.Equal(("messageGroup", "perMessageGroupId"), (queue.Text("DeduplicationScope"), queue.Text("FifoThroughputLimit")));
    });

    [Fact]
    public void Events_of_a_FIFO_queue_are_one_group_and_those_that_could_not_be_delivered_go_to_a_standard_queue()
    {
        Assert.Equal("orders.fifo", templates.Existing.One("AWS::Events::Rule", "Name", "orders.fifo").Text("Targets.0.SqsParameters.MessageGroupId"));
        Assert.Null(templates.Existing.One("AWS::SQS::Queue", "QueueName", "orders-rule-dlq").Text("FifoQueue"));
        Assert.Null(templates.New.One("AWS::Events::Rule").Text("Targets.0.SqsParameters"));
    }

    [Fact]
    public void Its_resources_have_the_tag_of_the_worker() => Assert.Equal(
        """[{"Key":"service","Value":"reminder"}]""", Queue("prod-reminder").Text("Tags"));

    [Fact]
    public void Queues_and_rule_have_their_alarms() => Assert.Superset(
        new HashSet<string>(StringComparer.Ordinal)
        {
            "prod-reminder-age", "prod-reminder-expiry", "prod-reminder-dlq", "prod-reminder-dlq-new", "prod-reminder-dlq-expiry", "prod-reminder-rule-dlq",
            "prod-reminder-rule-dlq-new", "prod-reminder-rule-dlq-expiry", "prod-reminder-failed-invocations", "prod-reminder-lost-events", "prod-reminder-throttled",
        },
        templates.New.Of("AWS::CloudWatch::Alarm").Select(alarm => alarm.Text("AlarmName")!).ToHashSet(StringComparer.Ordinal));

    [Fact]
    public void The_age_that_is_too_long_is_a_property()
    {
        Assert.Equal("600", templates.New.One("AWS::CloudWatch::Alarm", "AlarmName", "prod-reminder-age").Text("Threshold"));
        Assert.Equal("3600", templates.Existing.One("AWS::CloudWatch::Alarm", "AlarmName", "thanks-age").Text("Threshold"));
    }

    private Resource Queue(string name) => templates.New.One("AWS::SQS::Queue", "QueueName", name);

    private string Arn(string name) => $$"""{"Fn::GetAtt":["{{Queue(name).Id}}","Arn"]}""";

    private static bool IsAllowed(string statement) => statement.Contains("\"Effect\":\"Allow\"", StringComparison.Ordinal);

    private IEnumerable<string> Access(string name) => templates.New
        .One("AWS::SQS::QueuePolicy", "Queues.0", $$"""{"Ref":"{{Queue(name).Id}}"}""").Statements.Select(statement => statement.ToJsonString());
}
