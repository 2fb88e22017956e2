using System.Text.Json.Nodes;
using Workers.Cli.Connections;
using Workers.Cli.Traces;

namespace Workers.Cli.Tests;

public sealed class XRayTracesTests
{
    private const string Id = "1-6b0d2fb0-7399f45eaecf9da054971f9c";

    private const string Segment =
        """
        {"id":"0000000000000001","trace_id":"1-6b0d2fb0-7399f45eaecf9da054971f9c","name":"storefront","start_time":1796026288.029,"end_time":1796026288.129,
         "annotations":{"store.order.id":"ORD-17"},
         "subsegments":[{"id":"0000000000000002","name":"send store","namespace":"remote","start_time":1796026288.05,"end_time":1796026288.06,"fault":true,
                         "cause":{"exceptions":[{"message":"The bus does not answer."}]},"metadata":{"default":{"workers.event.id":"E1"}}}]}
        """;

    [Fact]
    public async Task An_order_is_found_by_the_indexed_attributes()
    {
        await using var xray = await AwsStub.StartAsync((path, input) => path == "/TraceSummaries"
            ? new JsonObject { ["TraceSummaries"] = new JsonArray(new JsonObject { ["Id"] = Id }) }
            : Traces());
        using var api = AwsApi.XRay("eu-west-1", xray.Endpoint);

        var trace = Assert.Single(await new XRayTraces(api, TimeProvider.System).FindAsync("ORD-\"17", TestContext.Current.CancellationToken));

        Assert.Equal(
            [("storefront", 0, false, null), ("send store", 1, true, "The bus does not answer.")],
            trace.Tree().Select(node => (node.Span.Name, node.Depth, node.Span.IsError, node.Span.StatusMessage)));
        Assert.Equal((100, "ORD-17"), ((int)trace.DurationMs, trace.Spans[0].Attributes["store.order.id"]));
        var filter = (string)xray.Calls.First(call => call.Operation == "/TraceSummaries").Input["FilterExpression"]!;
        Assert.Contains("""annotation[store.order.id] = "ORD-\"17" OR annotation.store_order_id = "ORD-\"17" """.Trim(), filter, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Id)]
    [InlineData("6b0d2fb07399f45eaecf9da054971f9c")]
    public async Task A_trace_is_read_by_its_id(string id)
    {
        await using var xray = await AwsStub.StartAsync((_, _) => Traces());
        using var api = AwsApi.XRay("eu-west-1", xray.Endpoint);

        Assert.Single(await new XRayTraces(api, TimeProvider.System).FindAsync(id, TestContext.Current.CancellationToken));

        Assert.Equal($$"""{"TraceIds":["{{Id}}"]}""", Assert.Single(xray.Calls).Input.ToJsonString());
    }

    private static JsonObject Traces() => new()
    {
        ["Traces"] = new JsonArray(new JsonObject { ["Id"] = Id, ["Segments"] = new JsonArray(new JsonObject { ["Id"] = "0000000000000001", ["Document"] = Segment }) }),
    };
}
