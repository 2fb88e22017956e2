using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Workers.Local.Page;
using Workers.Local.Telemetry;

namespace Workers.Local.Commands;

internal static class TracesCommand
{
    /// <summary>In characters: what a line of HTTP, of 8 KiB, takes when each is escaped (Kestrel's default limit).</summary>
    public const int LongestSearch = 500;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<int> RunAsync(string search, bool databases, bool json, int controlPort, CancellationToken stopping)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{controlPort}"), Timeout = TimeSpan.FromSeconds(60) };
        var traces = await FindAsync(http, search, stopping);
        if (traces.Count == 0)
            throw new LocalException(await WhyNoneAsync(http, search, stopping));

        if (json)
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(traces, Json));
        else
            TraceText.Write(Console.Out, databases ? traces : [.. traces.Select(trace => trace.WithoutDatabaseCalls())]);
        if (traces.Count == TraceStore.MostFound)
            await Console.Error.WriteLineAsync($"These are the latest {traces.Count} traces with '{search}': there may be more.");
        return 0;
    }

    private static async Task<string> WhyNoneAsync(HttpClient http, string search, CancellationToken stopping)
    {
        var system = await http.GetFromJsonAsync<SystemMap>("/api/system", stopping);
        return system?.TracesGoTo is { } elsewhere
            ? $"No trace with '{search}' is known here: traces go to {elsewhere}, as OTEL_EXPORTER_OTLP_ENDPOINT says. "
                + "Look there, or start the system without it."
            : $"No trace with '{search}' is known. What has just happened takes a second to come; what is long ago is forgotten.";
    }

    private static async Task<IReadOnlyList<TraceDetails>> FindAsync(HttpClient http, string search, CancellationToken stopping)
    {
        try
        {
            var found = await http.GetFromJsonAsync<List<TraceSummary>>(
                $"/api/traces?all=true&search={Uri.EscapeDataString(search)}", stopping);
            List<TraceDetails> traces = [];
            foreach (var trace in found!.OrderBy(trace => trace.StartedAt))
                traces.Add((await http.GetFromJsonAsync<TraceDetails>($"/api/traces/{trace.TraceId}", stopping))!);
            return traces;
        }
        catch (HttpRequestException error) when (error.StatusCode is null)
        {
            throw new LocalException(
                $"Nothing runs here: {error.Message} Start it with: dotnet run --project services/Workers.Local", error);
        }
        catch (Exception error) when (
            error is JsonException
                or HttpRequestException { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Forbidden })
        {
            throw new LocalException($"What listens at {http.BaseAddress} is not this system. Name its port with --control.", error);
        }
    }
}
