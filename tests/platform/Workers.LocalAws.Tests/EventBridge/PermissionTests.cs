using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workers.LocalAws.Tests.EventBridge;

/// <summary>The statements and errors are recorded answers; lengths are from the EventBridge API reference, "PutPermission".</summary>
public sealed class PermissionTests : EventBridgeTest
{
    private const string BusArn = "arn:aws:events:eu-west-1:000000000000:event-bus/default";

    [Fact]
    public async Task A_permission_becomes_a_statement_of_the_policy()
    {
        await PutAsync("one", "111111111111");
        await PutAsync("all", "*", new { Type = "StringEquals", Key = "aws:PrincipalOrgID", Value = "o-1" });

        Assert.Equal(
            """
            {"Version":"2012-10-17","Statement":[{"Sid":"one","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"events:PutEvents","Resource":"BUS"},{"Sid":"all","Effect":"Allow","Principal":"*","Action":"events:PutEvents","Resource":"BUS","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}}]}
            """.Replace("BUS", BusArn, StringComparison.Ordinal),
            await PolicyAsync());
    }

    [Fact]
    public async Task A_permission_with_the_same_id_replaces_the_first()
    {
        await PutAsync("one", "111111111111");
        await PutAsync("two", "111111111111");
        await PutAsync("one", "*");

        var statements = JsonNode.Parse((await PolicyAsync())!)!["Statement"]!.AsArray();
        Assert.Equal(["two", "one"], statements.Select(statement => statement!["Sid"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_policy_replaces_all_permissions()
    {
        const string Policy = """{"Version":"2012-10-17","Statement":{"Sid":"s","Effect":"Allow","Principal":"*","Action":"events:*"}}""";
        await PutAsync("one", "111111111111");

        await Http.EventsAsync("PutPermission", new { Policy });
        Assert.Equal(Policy, await PolicyAsync());

        await PutAsync("one", "111111111111");
        await Http.EventsAsync("RemovePermission", new { StatementId = "s" });
        Assert.Single(JsonNode.Parse((await PolicyAsync())!)!["Statement"]!.AsArray());
    }

    [Theory]
    [InlineData("one", false)]
    [InlineData(null, true)]
    public async Task Without_its_last_statement_there_is_no_policy(string? id, bool all)
    {
        await PutAsync("one", "111111111111");

        await Http.EventsAsync("RemovePermission", new { StatementId = id, RemoveAllPermissions = all });

        Assert.Null(await PolicyAsync());
    }

    [Fact]
    public async Task A_missing_statement_is_refused()
    {
        var missing = ("ResourceNotFoundException", "Statement with the provided id does not exist.");

        Assert.Equal(missing, await Http.EventsErrorAsync("RemovePermission", new { StatementId = "nope" }));
        await PutAsync("one", "111111111111");
        Assert.Equal(missing, await Http.EventsErrorAsync("RemovePermission", new { StatementId = "nope" }));
    }

    [Theory]
    [InlineData("""{"EventBusName":"shop","Action":"events:PutEvents","Principal":"*","StatementId":"s"}""", "Event bus shop does not exist.")]
    [InlineData("""{"Action":"events:PutEvents","Principal":"root","StatementId":"s"}""", "'principal' failed to satisfy")]
    [InlineData("""{"Action":"events:PutEvents","Principal":"*","StatementId":"a b"}""", "'statementId' failed to satisfy")]
    [InlineData("""{"Principal":"*","StatementId":"s"}""", "'action' failed to satisfy")]
    [InlineData("""{"Policy":"[]"}""", "Policy is not valid")]
    [InlineData("""{"Policy":"{"}""", "Policy is not valid")]
    public async Task A_permission_that_means_nothing_is_refused(string request, string reason) => Assert.Contains(
        reason, (await Http.EventsErrorAsync("PutPermission", JsonSerializer.Deserialize<JsonObject>(request)!)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_policy_has_at_most_10240_characters()
    {
        var policy = $$"""{"Version":"{{new string('x', 10_240)}}"}""";

        Assert.Equal("PolicyLengthExceededException", (await Http.EventsErrorAsync("PutPermission", new { Policy = policy })).Type);
    }

    private Task<JsonObject> PutAsync(string id, string principal, object? condition = null) => Http.EventsAsync(
        "PutPermission", new { Action = "events:PutEvents", Principal = principal, StatementId = id, Condition = condition });

    private async Task<string?> PolicyAsync() => (await Http.EventsAsync("DescribeEventBus", new { }))["Policy"]?.GetValue<string>();
}
