using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Workers.Cli.Connections;

namespace Workers.Cli.Traces;

/// <summary>The traces of AWS X-Ray, found by the attributes that the collector of <c>deploy/observability</c> indexes as annotations.</summary>
internal sealed class XRayTraces(AwsApi xray, TimeProvider clock) : ITraceSource
{
    /// <summary>Traces in a call (AWS X-Ray API Reference, BatchGetTraces).</summary>
    private const int BatchSize = 5;

    private const int MostTraces = 100;

    /// <summary>Days that are searched; a call of GetTraceSummaries has one.</summary>
    private const int Days = 7;

    /// <summary>The indexed attributes of deploy/observability/collector/to-aws.yaml.</summary>
    private static readonly string[] Indexed =
        ["store.order.id", "workers.event.id", "messaging.message.conversation_id", "store.return.id", "store.user.id"];

    /// <exception cref="CliException">X-Ray refuses the calls.</exception>
    public async Task<IReadOnlyList<Trace>> FindAsync(string search, CancellationToken cancellationToken)
    {
        var text = search.Trim();
        try
        {
            if (TraceSearch.IdOf(text) is { } id && await ReadAsync([$"1-{id[..8]}-{id[8..]}"], cancellationToken) is { Count: > 0 } spansOfId)
                return Trace.Of(spansOfId);
            return Trace.Of(await ReadAsync(await IdsAsync(text, cancellationToken), cancellationToken));
        }
        catch (AmazonServiceException error) when (error.ErrorCode is "AccessDeniedException" or "UnrecognizedClientException" or "InvalidRequestException")
        {
            throw new CliException($"X-Ray refuses the call: {error.Message} It needs xray:GetTraceSummaries and xray:BatchGetTraces.", error);
        }
    }

    /// <summary>A filter expression. Exporters of different versions write the dots in names as they are or as underscores.</summary>
    private static string FilterOf(string text)
    {
        var value = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return string.Join(
            " OR ", Indexed.SelectMany(name => new[] { $"annotation[{name}] = \"{value}\"", $"annotation.{name.Replace('.', '_')} = \"{value}\"" }));
    }

    private async Task<IReadOnlyList<string>> IdsAsync(string text, CancellationToken cancellationToken)
    {
        List<string> ids = [];
        for (var day = 0; day < Days && ids.Count < MostTraces; day++)
        {
            var end = clock.GetUtcNow().AddDays(-day);
            var input = new JsonObject
            {
                ["StartTime"] = end.AddDays(-1).ToUnixTimeSeconds(),
                ["EndTime"] = end.ToUnixTimeSeconds(),
                ["FilterExpression"] = FilterOf(text),
            };
            do
            {
                var page = await xray.CallAsync("/TraceSummaries", input, cancellationToken);
                ids.AddRange((page["TraceSummaries"]?.AsArray() ?? []).Select(summary => (string)summary!["Id"]!));
                input["NextToken"] = (string?)page["NextToken"];
            }
            while ((string?)input["NextToken"] is { Length: > 0 } && ids.Count < MostTraces);
        }

        return [.. ids.Distinct(StringComparer.Ordinal).Take(MostTraces)];
    }

    private async Task<IReadOnlyList<Span>> ReadAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        List<Span> spans = [];
        foreach (var some in ids.Chunk(BatchSize))
        {
            var input = new JsonObject { ["TraceIds"] = new JsonArray([.. some.Select(id => (JsonNode)id)]) };
            do
            {
                var page = await xray.CallAsync("/Traces", input, cancellationToken);
                foreach (var segment in (page["Traces"]?.AsArray() ?? []).SelectMany(trace => trace!["Segments"]?.AsArray() ?? []))
                {
                    using var document = JsonDocument.Parse((string)segment!["Document"]!);
                    spans.AddRange(XRaySegment.Read(document.RootElement));
                }

                input["NextToken"] = (string?)page["NextToken"];
            }
            while ((string?)input["NextToken"] is { Length: > 0 });
        }

        return spans;
    }
}
