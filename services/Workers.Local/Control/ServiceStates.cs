using System.Collections.Concurrent;
using System.Net.Http.Json;
using Workers.Local.Processes;
using Workers.Local.Services;

namespace Workers.Local.Control;

/// <summary>How the services are, as they say themselves.</summary>
internal sealed class ServiceStates : IDisposable
{
    /// <summary>Whoever looks more often is told the same again: a look costs each service one at its queue and its database.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly ConcurrentDictionary<string, (long At, int Process, ServiceState State)> _known = new(StringComparer.Ordinal);
    private readonly LocalSystem _system;

    public ServiceStates(LocalSystem system) => _system = system;

    /// <summary>All services, by name.</summary>
    public async Task<IReadOnlyDictionary<string, ServiceState>> AskAsync(CancellationToken cancellationToken)
    {
        var states = await Task.WhenAll(_system.Installation.Services.All.Select(service => AskAsync(service, cancellationToken)));
        return states.ToDictionary(state => state.Name, StringComparer.Ordinal);
    }

    public void Dispose() => _http.Dispose();

    private async Task<ServiceState> AskAsync(ServiceFolder service, CancellationToken cancellationToken)
    {
        if (_system.Children.FirstOrDefault(child => child.Name == service.Name) is not { } child)
            return State("starting");
        if (!child.IsWanted)
            return State(child.ProcessId is null ? "stopped" : "stopping");
        if (child.ProcessId is not { } process)
            return State("starting");
        if (_known.TryGetValue(service.Name, out var known)
            && known.Process == process
            && TimeProvider.System.GetElapsedTime(known.At) < Fresh)
        {
            return known.State;
        }

        var state = await AskReadinessAsync();
        _known[service.Name] = (TimeProvider.System.GetTimestamp(), process, state);
        return state;

        async Task<ServiceState> AskReadinessAsync()
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri(service.Url, "/health/ready"), cancellationToken);

                // The gateway stand-in has no such page: that it answers is enough.
                if (service == _system.Installation.Services.Gateway)
                    return State("running");
                var readiness = answer.IsSuccessStatusCode
                    ? State("running")
                    : State("not ready", await answer.Content.ReadAsStringAsync(cancellationToken));
                return readiness with { RefusedEvents = await CountRefusedAsync(service, cancellationToken) };
            }
            catch (HttpRequestException)
            {
                return State("starting");
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return State("not ready", "It does not answer.");
            }
        }

        ServiceState State(string state, string? detail = null) => new(service.Name, service.Url, state, detail);
    }

    private async Task<int> CountRefusedAsync(ServiceFolder service, CancellationToken cancellationToken)
    {
        // A service whose database is away does not answer with a count.
        using var answer = await _http.GetAsync(new Uri(service.Url, "/outbox?take=0"), cancellationToken);
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<OutboxCounts>(cancellationToken))!.Refused : 0;
    }

    private sealed record OutboxCounts(int Refused);
}

/// <summary>How a service is.</summary>
/// <param name="Name">The service.</param>
/// <param name="Url">Where it answers.</param>
/// <param name="State"><c>running</c>, <c>starting</c>, <c>not ready</c>, <c>stopping</c> or <c>stopped</c>.</param>
/// <param name="Detail">What it says of itself when it is not ready.</param>
internal sealed record ServiceState(string Name, Uri Url, string State, string? Detail)
{
    /// <summary>Events in its outbox that EventBridge refused for good.</summary>
    public int RefusedEvents { get; init; }
}
