using System.Net;
using System.Text.Json;

namespace Workers.Cli.Traces;

/// <summary>The traces of an Aspire dashboard, from its telemetry API.</summary>
internal sealed class DashboardTraces(Uri dashboard, string? key) : ITraceSource
{
    /// <summary>The dashboard's default limit.</summary>
    private const int Most = 10_000;

    /// <exception cref="CliException">The dashboard does not answer, is not an Aspire dashboard, or rejects the key.</exception>
    public async Task<IReadOnlyList<Trace>> FindAsync(string search, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = dashboard, Timeout = TimeSpan.FromSeconds(60) };
        if (key is not null)
            http.DefaultRequestHeaders.Add("X-API-Key", key);
        var wanted = new TraceSearch(search);
        try
        {
            using var answer = await http.GetAsync(new Uri($"/api/telemetry/traces?limit={Most}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                throw new CliException($"The dashboard at {dashboard} does not accept the key. Set the dashboard's key with --api-key.");
            answer.EnsureSuccessStatusCode();
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            using var json = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            return [.. Trace.Of(OtlpJson.Read(json.RootElement.GetProperty("data"))).Where(wanted.Matches)];
        }
        catch (HttpRequestException error) when (error.StatusCode is null)
        {
            throw new CliException(
                $"Nothing answers at {dashboard}: {error.Message} Start the system (dotnet run --project services/store/Store.AppHost), or set its dashboard with --dashboard.", error);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or HttpRequestException)
        {
            throw new CliException($"The service at {dashboard} is not an Aspire dashboard ({error.Message}). Set the dashboard with --dashboard.", error);
        }
    }
}
