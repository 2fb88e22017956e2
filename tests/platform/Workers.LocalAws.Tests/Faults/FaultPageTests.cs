using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Workers.LocalAws.Faults;

namespace Workers.LocalAws.Tests.Faults;

public sealed class FaultPageTests : LocalAwsTest
{
    private const string Page = "/_localaws/faults";

    [Fact]
    public async Task The_page_shows_all_settings_and_what_was_injected()
    {
        Server.Faults = new FaultSettings { Throttle = 1, Operations = ["sqs:ListQueues"], Seed = 5 };
        await Http.SendAsync("AmazonSQS.ListQueues", "{}");

        var shown = JsonNode.Parse((await Http.GetAsync(Page)).Body);

        var expected = JsonNode.Parse("""
            {
              "throttle": 1, "serverError": 0, "dropBefore": 0, "dropAfter": 0, "latencyMs": 0, "latencyJitterMs": 0,
              "failedEntries": 0, "duplicate": 0, "reorder": 0, "operations": ["sqs:ListQueues"], "seed": 5,
              "injected": {
                "throttle": 1, "serverError": 0, "dropBefore": 0, "dropAfter": 0, "latency": 0, "failedEntries": 0,
                "duplicate": 0, "reorder": 0
              }
            }
            """);
        Assert.Equal(expected!.ToJsonString(), shown!.ToJsonString());
    }

    [Fact]
    public async Task Putting_settings_replaces_all()
    {
        Server.Faults = new FaultSettings { Throttle = 0.5 };

        var (status, body) = await SendAsync(HttpMethod.Put, """
            {"serverError":0.1,"dropBefore":0.2,"dropAfter":0.3,"latencyMs":4,"latencyJitterMs":5,"failedEntries":0.6,"duplicate":0.7,
             "reorder":0.8,"operations":["events:PutEvents"],"seed":9}
            """);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(0, JsonNode.Parse(body)!["throttle"]!.GetValue<double>());
        Assert.Equal(["events:PutEvents"], Server.Faults.Operations!);
        Assert.Equal(
            new FaultSettings
            {
                ServerError = 0.1,
                DropBefore = 0.2,
                DropAfter = 0.3,
                LatencyMs = 4,
                LatencyJitterMs = 5,
                FailedEntries = 0.6,
                Duplicate = 0.7,
                Reorder = 0.8,
                Seed = 9,
            },
            Server.Faults with { Operations = null });
    }

    [Fact]
    public async Task Deleting_ends_all()
    {
        Server.Faults = new FaultSettings { Throttle = 0.5 };

        var (status, _) = await SendAsync(HttpMethod.Delete, body: null);

        Assert.Equal((HttpStatusCode.OK, FaultSettings.None), (status, Server.Faults));
    }

    [Theory]
    [InlineData("""{"throttle":1.5}""", "throttle must be from 0 to 1, not 1.5.")]
    [InlineData("""{"throttle":"0.5"}""", "throttle must be a number, not \"0.5\".")]
    [InlineData("""{"latencyMs":1.5}""", "latencyMs must be a whole number, not 1.5.")]
    [InlineData("""{"seed":true}""", "seed must be a whole number, not true.")]
    [InlineData("""{"operations":"sqs:SendMessage"}""", "operations must be a list of names")]
    [InlineData("""{"operations":["sqs:Nonsense"]}""", "'sqs:Nonsense' is not known.")]
    [InlineData("""{"Throttle":0.5}""", "'Throttle' is not known. Members are throttle,")]
    [InlineData("""{"throttle":0.5,"throttle":0.6}""", "throttle")]
    [InlineData("""{"\ud800":1}""", "not valid JSON")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{", "not valid JSON")]
    [InlineData("", "not valid JSON")]
    public async Task Settings_that_make_no_sense_are_refused_by_name(string body, string expected)
    {
        var before = Server.Faults = new FaultSettings { Throttle = 0.1 };

        var (status, answer) = await SendAsync(HttpMethod.Put, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(expected, JsonNode.Parse(answer)!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Same(before, Server.Faults);
    }

    [Theory]
    [InlineData("PUT", "text/plain", null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("PUT", null, null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("PUT", "application/json", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("DELETE", "application/json", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("POST", "application/json", null, HttpStatusCode.NotFound)]
    public async Task What_a_web_page_could_send_changes_nothing(string method, string? type, string? origin, HttpStatusCode expected)
    {
        var before = Server.Faults = new FaultSettings { DropAfter = 0.1 };

        var (status, _) = await SendAsync(new HttpMethod(method), """{"throttle":1}""", type, origin);

        Assert.Equal((expected, before), (status, Server.Faults));
    }

    [Fact]
    public async Task Pages_are_spared()
    {
        Server.Faults = new FaultSettings { DropBefore = 1, LatencyMs = 1000 };

        Assert.Equal(HttpStatusCode.OK, (await Http.GetAsync("/_localaws/health")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Delete, body: null)).Status);
    }

    [Fact]
    public async Task A_page_that_is_not_there_names_those_that_are() => Assert.Contains(
        "GET, PUT and DELETE /_localaws/faults", (await Http.GetAsync("/_localaws/other")).Body, StringComparison.Ordinal);

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(
        HttpMethod method, string? body, string? type = "application/json", string? origin = null)
    {
        using var http = new HttpClient { BaseAddress = Server.Endpoint };
        using var request = new HttpRequestMessage(method, Page);
        if (body is not null)
        {
            request.Content = new StringContent(body);
            request.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        }

        if (origin is not null)
            request.Headers.Add("Origin", origin);
        using var response = await http.SendAsync(request, Cancelled);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }
}
