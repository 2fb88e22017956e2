using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Environments;

/// <summary>The bus, the tags and the budget of an environment.</summary>
public sealed class OwnershipTests(Synthesized synthesized)
{
    [Fact]
    public void An_existing_bus_is_used_and_neither_bus_nor_archive_is_created()
    {
        var stacks = synthesized.Existing;

        Assert.Empty(stacks.Of("AWS::Events::EventBus"));
        Assert.Empty(stacks.Of("AWS::Events::Archive"));
        Assert.All(stacks.Of("AWS::Events::Rule"), rule => Assert.Equal("company", rule.Text("EventBusName")));
        Assert.All(
            stacks.Of("AWS::SQS::QueuePolicy").SelectMany(Statement.Read).Where(statement => statement.Allows),
            statement => Assert.Contains("arn:aws:events:REGION:ACCOUNT:rule/company/prod-", statement.Condition, StringComparison.Ordinal));
        Assert.All(
            stacks.Of("AWS::IAM::Policy").SelectMany(Statement.Read).Where(statement => statement.Sid == "Publish"),
            statement => Assert.Equal(["arn:aws:events:REGION:ACCOUNT:event-bus/company"], statement.Resources));
        Assert.All(stacks.Services.WithDatabase, service => Assert.Contains(
            """{"Name":"Bus","Value":"company"}""",
            stacks.One(service.Name, "AWS::ECS::TaskDefinition").Properties.ToJsonString(),
            StringComparison.Ordinal));
    }

    [Fact]
    public void An_existing_bus_can_have_an_archive_of_this_environment()
    {
        var archive = Assert.Single(synthesized.Extended.Of("AWS::Events::Archive"));

        Assert.Equal("dev-store", archive.Text("ArchiveName"));
        Assert.Equal("arn:aws:events:REGION:ACCOUNT:event-bus/company", archive.Text("SourceArn"));
    }

    [Fact]
    public void All_that_a_service_has_is_tagged_with_it() => Assert.All(
        synthesized.Prod.Services.WithDatabase,
        service => Assert.All(
            synthesized.Prod.Resources.Where(resource => resource.Find("Tags") is not null
                && (resource.Stack == "prod-" + service.Name || resource.Stack == $"prod-{service.Name}-logs"
                    || resource.Text("QueueName")?.StartsWith("prod-" + service.Name, StringComparison.Ordinal) == true)),
            resource => Assert.Contains($"\"service\",\"Value\":\"{service.Name}\"", resource.Find("Tags")!.ToJsonString(), StringComparison.Ordinal)));

    [Fact]
    public void All_is_tagged_with_the_owner_if_the_environment_names_one()
    {
        const string tag = """{"Key":"owner","Value":"Team Orders"}""";
        bool HasOwner(Resource resource) => resource.Find("Tags")!.ToJsonString().Contains(tag, StringComparison.Ordinal);

        Assert.All(
            synthesized.Extended.Resources.Where(resource => resource.Stack != "workers-images" && resource.List("Tags").Count > 0),
            resource => Assert.True(HasOwner(resource), resource.Name));
        Assert.DoesNotContain(synthesized.Dev.Resources.Where(resource => resource.Find("Tags") is not null), HasOwner);
    }

    [Fact]
    public void A_budget_notifies_the_address_for_alarms_of_the_costs_and_of_the_forecast()
    {
        var budget = Assert.Single(synthesized.Extended.Of("AWS::Budgets::Budget"));

        Assert.Equal("300 USD", $"{budget.Text("Budget.BudgetLimit.Amount")} {budget.Text("Budget.BudgetLimit.Unit")}");
        Assert.Equal("dev-monthly", budget.Text("Budget.BudgetName"));
        Assert.Equal(
            ["ACTUAL 80", "ACTUAL 100", "FORECASTED 100"],
            budget.List("NotificationsWithSubscribers").Select(
                item => $"{item["Notification"]!["NotificationType"]} {item["Notification"]!["Threshold"]}"));
        Assert.All(
            budget.List("NotificationsWithSubscribers"),
            item => Assert.Equal("operators@example.com", item["Subscribers"]![0]!["Address"]!.ToString()));
        Assert.Empty(synthesized.Dev.Of("AWS::Budgets::Budget"));
    }

    [Theory]
    [InlineData("bus", "\"default\"", "bus: 'default' is not the name of a custom event bus of this account.")]
    [InlineData("bus", "\"arn:aws:events\"", "bus: 'arn:aws:events' is not the name")]
    [InlineData("owner", "\"a<b\"", "owner: 'a<b' is not a value of a tag.")]
    [InlineData("budget", "0", "budget: 0 is not a number of US dollars above 0.")]
    [InlineData("budget", "100", "budget: it needs alarms.email")]
    public void A_wrong_value_is_reported_with_its_key(string key, string value, string expected) => Assert.Contains(
        expected, Wrong.Environment("dev", settings => settings[key] = Wrong.Json(value)), StringComparison.Ordinal);
}
