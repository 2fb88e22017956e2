using System.Text.Json.Nodes;
using Store.Deploy.Environments;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Alarms;

/// <summary>The topics of the alarms, and who receives them.</summary>
public sealed class AlarmReceiverTests(Synthesized synthesized)
{
    [Fact]
    public void There_is_a_topic_for_each_severity_encrypted_with_a_key_that_its_publishers_may_use()
    {
        var key = Assert.Single(synthesized.Dev.Of("AWS::KMS::Key"));
        var use = Assert.Single(Statement.Read(key), statement => statement.Sid == "Alarms");

        Assert.Equal(["dev-alarms-page", "dev-alarms-ticket"], synthesized.Dev.Of("AWS::SNS::Topic").Select(topic => topic.Text("TopicName")));
        Assert.All(synthesized.Dev.Of("AWS::SNS::Topic"), topic => Assert.Equal($"{key.Name}.Arn", topic.Text("KmsMasterKeyId")));
        Assert.Equal("""{"Service":["cloudwatch.amazonaws.com","events.rds.amazonaws.com"]}""", use.Principal);
        Assert.Equal(["kms:Decrypt", "kms:GenerateDataKey"], use.Actions);
        Assert.Equal("""{"StringEquals":{"aws:SourceAccount":"ACCOUNT"}}""", use.Condition);
    }

    [Fact]
    public void The_key_can_be_rotated_and_used_to_publish_by_hand()
    {
        var key = Assert.Single(synthesized.Dev.Of("AWS::KMS::Key"));
        var statements = Statement.Read(key).ToDictionary(statement => statement.Sid);

        Assert.Equal("true", key.Text("EnableKeyRotation"));
        Assert.Superset(
            new HashSet<string> { "kms:EnableKeyRotation", "kms:DisableKeyRotation", "kms:RotateKeyOnDemand" },
            statements["Administration"].Actions.ToHashSet(StringComparer.Ordinal));
        Assert.Equal("""{"StringEquals":{"kms:ViaService":"sns.REGION.amazonaws.com"}}""", statements["ByHand"].Condition);
        Assert.Equal(["kms:Decrypt", "kms:GenerateDataKey"], statements["ByHand"].Actions);
    }

    [Fact]
    public void CloudWatch_and_RDS_may_publish_to_the_topics() => Assert.All(
        synthesized.Dev.Of("AWS::SNS::TopicPolicy"),
        policy =>
        {
            var allowed = Assert.Single(Statement.Read(policy), statement => statement.Allows);
            Assert.Equal("""{"Service":["cloudwatch.amazonaws.com","events.rds.amazonaws.com"]}""", allowed.Principal);
            Assert.Equal("""{"StringEquals":{"aws:SourceAccount":"ACCOUNT"}}""", allowed.Condition);
        });

    [Fact]
    public void A_mail_address_gets_all_alarms_and_a_pager_only_the_urgent_ones()
    {
        Assert.Equal(
            ["email operators@example.com Page", "email operators@example.com Ticket", "https https://events.example.com/integration/key Page"],
            synthesized.Prod.Of("AWS::SNS::Subscription")
                .Select(one => $"{one.Text("Protocol")} {one.Text("Endpoint")} {one.Text("TopicArn")!.Split('.')[1]}").Order(StringComparer.Ordinal));
        Assert.Empty(synthesized.Dev.Of("AWS::SNS::Subscription"));
    }

    [Theory]
    [InlineData("""{ "alarms": { "email": "not an address" } }""", "alarms.email: 'not an address' is not an email address")]
    [InlineData("""{ "alarms": { "https": "http://pager" } }""", "alarms.https: 'http://pager' is not an HTTPS URL")]
    [InlineData("""{ "alarms": { "runbookUrl": "https://wiki/runbook#alarms" } }""", "alarms.runbookUrl: 'https://wiki/runbook#alarms' is not the address")]
    [InlineData("""{ "alarms": { "pager": "x" } }""", "pager")]
    [InlineData("""{ "services": { "email": { "oldestMessageMinutes": 0 } } }""", "services.email.oldestMessageMinutes: 0 is not between 1 and 10080")]
    [InlineData("""{ "services": { "email": { "oldestMessageMinutes": 10081 } } }""", "services.email.oldestMessageMinutes: 10081 is not between")]
    [InlineData(
        """{ "services": { "storefront": { "oldestMessageMinutes": 20, "settings": { "Storefront__AllowAnonymous": "true" } } } }""",
        "services.storefront.oldestMessageMinutes: it has no queue")]
    public void A_wrong_setting_is_reported_by_its_key(string change, string expected)
    {
        using var clone = new Clone();
        clone.ChangeEnvironment("dev", settings =>
        {
            foreach (var (key, value) in JsonNode.Parse(change)!.AsObject())
                settings[key] = value!.DeepClone();
        });

        Assert.Contains(expected, Problems(clone, "dev"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("email", "operators@example.com")]
    [InlineData("https", "https://events.example.com/key")]
    public void Production_needs_one_receiver(string key, string receiver)
    {
        using var clone = new Clone();
        clone.FillInProduction();
        clone.ChangeEnvironment("prod", settings => settings.Remove("alarms"));
        Assert.Contains("alarms: production needs a receiver. Set alarms.email or alarms.https.", Problems(clone, "prod"), StringComparison.Ordinal);

        clone.FillInProduction();
        clone.ChangeEnvironment("prod", settings => settings["alarms"] = new JsonObject { [key] = receiver, ["runbookUrl"] = "https://wiki.example.com/runbook" });
        Assert.True(Read(clone, "prod").Production);
    }

    private static string Problems(Clone clone, string environment) => Assert.Throws<DeployException>(() => Read(clone, environment)).Message;

    private static EnvironmentSettings Read(Clone clone, string environment) => EnvironmentFile.Read(
        Path.Combine(clone.Root, "deploy", "environments"), environment, ServiceFolders.Find(Path.Combine(clone.Root, "services", "store")));
}
