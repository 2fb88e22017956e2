using System.Text.Json.Nodes;

namespace Workers.Cli.Tests.Events;

public sealed class PublishCommandTests : EventsTest
{
    [Fact]
    public async Task An_event_gets_metadata_and_goes_where_the_command_says()
    {
        var run = await RunAsync("publish", Write(User()), "--contracts", Contracts, "--yes");

        Assert.True(run.Code == 0, run.Error);
        Assert.Contains("to analytics, email, profile", run.Output, StringComparison.Ordinal);
        var detail = Assert.Single(await TakeAllAsync("profile"))["detail"]!;
        Assert.Equal(("u1", "workers-cli"), ((string?)detail["data"]!["userId"], (string?)detail["metadata"]!["producer"]));
        Assert.Contains((string)detail["metadata"]!["eventId"]!, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sample_of_a_contract_is_published()
    {
        Assert.Equal(0, (await RunAsync("publish", "--sample", "UserRegistered", "--contracts", Contracts, "--yes")).Code);

        Assert.Single(await TakeAllAsync("profile"));
    }

    [Fact]
    public async Task An_event_keeps_its_id_unless_it_gets_a_new_one()
    {
        const string Whole = """{"source":"store.users","detail-type":"UserRegistered","detail":{"metadata":{"eventId":"mine"},"data":{"userId":"u1","email":"a@b.c","name":"Ada","registeredAt":"2026-11-27T08:00:00Z"}}}""";
        var file = Write(Whole);

        await RunAsync("publish", file, "--contracts", Contracts, "--yes");
        await RunAsync("publish", file, "--contracts", Contracts, "--yes", "--new-id");

        var ids = (await TakeAllAsync("profile")).Select(message => (string)message["detail"]!["metadata"]!["eventId"]!).ToList();
        Assert.Single(ids, "mine");
        Assert.Equal(2, ids.Distinct().Count());
    }

    [Fact]
    public async Task Everything_in_a_detail_is_published()
    {
        const string Whole = """{"source":"other","detail-type":"Thing","detail":{"metadata":{"eventId":"e"},"data":{},"extra":"kept"}}""";
        await Bus.CallAsync("PutRule", new() { ["EventBusName"] = "store", ["Name"] = "profile", ["EventPattern"] = """{"source":["other"]}""" }, Cancelled);

        await RunAsync("publish", Write(Whole), "--contracts", Contracts, "--yes");

        Assert.Equal("kept", (string?)Assert.Single(await TakeAllAsync("profile"))["detail"]!["extra"]);
    }

    [Fact]
    public async Task All_events_of_a_file_are_published()
    {
        var lines = string.Join('\n', Enumerable.Range(0, 25).Select(index => User($"u{index}")));

        Assert.Equal(0, (await RunAsync("publish", Write(lines), "--contracts", Contracts, "--yes")).Code);

        Assert.Equal(25, (await TakeAllAsync("profile")).Count);
    }

    [Theory]
    [InlineData("""{"source":"store.users","detail-type":"UserRegistered","detail":{"userId":"u1"}}""", "a worker would refuse it: The data of store.users/UserRegistered does not match its contract")]
    [InlineData("""{"detail-type":"UserRegistered","detail":{}}""", "event 1: \"source\" is missing.")]
    [InlineData("""{"source":"store.users","detail":{}}""", "event 1: \"detail-type\" is missing.")]
    [InlineData("""{"source":"store.users","detail-type":"UserRegistered"}""", "event 1: \"detail\" is missing, or is not an object.")]
    [InlineData("""{"source":"aws.ec2","detail-type":"X","detail":{}}""", "sources that start with 'aws.' are reserved by AWS.")]
    [InlineData("no JSON", "invalid")]
    public async Task A_wrong_event_is_refused_and_none_is_published(string wrong, string error)
    {
        var run = await RunAsync("publish", Write($"[{User()},{wrong}]".Replace($"[{User()},no JSON]", "no JSON", StringComparison.Ordinal)), "--contracts", Contracts, "--yes");

        Assert.Equal(1, run.Code);
        Assert.Contains(error.Replace("event 1", "event 2", StringComparison.Ordinal), run.Error, StringComparison.Ordinal);
        Assert.Empty(await TakeAllAsync("profile"));
    }

    [Fact]
    public async Task An_event_that_no_rule_matches_says_so()
    {
        var run = await RunAsync("publish", Write("""{"source":"other","detail-type":"Thing","detail":{}}"""), "--contracts", Contracts, "--dry-run");

        Assert.Contains("matches no rule: nobody reacts", run.Output, StringComparison.Ordinal);
        Assert.Contains("there is no known contract other/Thing", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_bus_is_an_error_and_not_a_lost_event()
    {
        var run = await RunAsync("publish", Write(User()), "--contracts", Contracts, "--yes", "--bus", "nowhere");

        Assert.Equal(1, run.Code);
        Assert.StartsWith("error: There is no bus 'nowhere'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contract_that_does_not_exist_is_named_with_those_that_do()
    {
        var run = await RunAsync("publish", "--sample", "Nothing", "--contracts", Contracts);

        Assert.Equal(1, run.Code);
        Assert.Contains("There is no contract 'Nothing'. There are: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_contract_has_a_sample_that_its_workers_accept()
    {
        foreach (var name in new[] { "OrderCreated", "UserRegistered", "PaymentCharged", "StockReserved" })
        {
            var run = await RunAsync("publish", "--sample", name, "--contracts", Contracts, "--dry-run");
            Assert.True(run.Code == 0, $"{name}: {run.Error}");
        }
    }
}
