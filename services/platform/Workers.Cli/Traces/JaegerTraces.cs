using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Workers.Cli.Traces;

/// <summary>
/// The traces of Jaeger, from the HTTP API of its query service (<c>/api/services</c>, and <c>/api/v3</c>, which returns OTLP's JSON).
/// </summary>
internal sealed class JaegerTraces(Uri jaeger, TimeProvider clock) : ITraceSource
{
    private const int MostOfService = 100;

    private static readonly TimeSpan Since = TimeSpan.FromDays(2);

    /// <exception cref="CliException">Jaeger does not answer, or it is another service.</exception>
    public async Task<IReadOnlyList<Trace>> FindAsync(string search, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = jaeger, Timeout = TimeSpan.FromSeconds(60) };
        try
        {
            // An order's number may look like a trace id.
            if (TraceSearch.IdOf(search.Trim()) is { } id && await ReadAsync(http, $"/api/v3/traces/{id}", cancellationToken) is { Count: > 0 } spansOfId)
                return Trace.Of(spansOfId);

            var services = await http.GetFromJsonAsync<Services>("/api/services", cancellationToken);
            List<Span> spans = [];
            foreach (var service in services!.Data ?? [])
                spans.AddRange(await ReadAsync(http, $"/api/v3/traces?{Query(service)}", cancellationToken));
            var wanted = new TraceSearch(search);
            return [.. Trace.Of(spans).Where(wanted.Matches)];
        }
        catch (HttpRequestException error) when (error.StatusCode is null)
        {
            throw new CliException($"Nothing answers at {jaeger}: {error.Message} Set Jaeger's query service with --jaeger.", error);
        }
        catch (Exception error) when (error is JsonException or HttpRequestException)
        {
            throw new CliException($"The service at {jaeger} is not a Jaeger query service ({error.Message}).", error);
        }
    }

    private string Query(string service)
    {
        var now = clock.GetUtcNow();
        return $"query.service_name={Uri.EscapeDataString(service)}&query.start_time_min={Uri.EscapeDataString($"{now - Since:O}")}"
            + $"&query.start_time_max={Uri.EscapeDataString($"{now:O}")}&query.num_traces={MostOfService}";
    }

    private static async Task<IReadOnlyList<Span>> ReadAsync(HttpClient http, string path, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return [];
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var json = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        return json.RootElement.TryGetProperty("result", out var result) ? [.. OtlpJson.Read(result)] : [];
    }

    private sealed record Services(IReadOnlyList<string>? Data);
}
