using System.Net.Http.Json;
using Workers.Local.Processes;
using Workers.Local.Services;

namespace Workers.Local.Page;

/// <summary>The events that EventBridge refused for good, as the outboxes of the services that run have them.</summary>
internal sealed class RefusedEvents(LocalSystem system) : IDisposable
{
    /// <summary>So many of each service are shown: the latest.</summary>
    private const int MaxShown = 100;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };

    /// <summary>The services that have some.</summary>
    public async Task<IReadOnlyList<RefusedByService>> ShowAsync(CancellationToken cancellationToken)
    {
        var all = await Task.WhenAll(system.Installation.Services.WithStore.Select(service => AskAsync(service, cancellationToken)));
        return [.. all.OfType<RefusedByService>()];
    }

    public void Dispose() => _http.Dispose();

    private async Task<RefusedByService?> AskAsync(ServiceFolder service, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(service.Url, $"/outbox?take={MaxShown}"), cancellationToken);
            return answer.IsSuccessStatusCode
                && await answer.Content.ReadFromJsonAsync<Outbox>(cancellationToken) is { Refused: > 0 } outbox
                    ? new RefusedByService(
                        service.Name, outbox.Refused, system.CommandLineOf(service, "--publish-refused"), outbox.LatestRefused)
                    : null;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // It does not run, which the map shows.
            return null;
        }
    }

    private sealed record Outbox(int Refused, IReadOnlyList<RefusedEvent> LatestRefused);
}

/// <summary>The refused events of a service.</summary>
/// <param name="Service">The service.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Command">A command line that has them published again.</param>
/// <param name="Events">The latest of them, the latest first.</param>
internal sealed record RefusedByService(string Service, int Count, string Command, IReadOnlyList<RefusedEvent> Events);

/// <summary>An event that EventBridge refused for good.</summary>
internal sealed record RefusedEvent(Guid EventId, string Source, string DetailType, DateTimeOffset RefusedAt, string? Reason);
