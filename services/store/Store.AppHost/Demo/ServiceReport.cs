using System.Net.Http.Json;
using Workers.Hosting.Subscriptions;

namespace Store.AppHost.Demo;

/// <summary>The reactions and effects that one service reports. A service that does not answer counts as having none.</summary>
internal sealed class ServiceReport(ServiceFolder service) : IDisposable
{
    private const int PageSize = 5000;

    private readonly HttpClient _http = new() { BaseAddress = service.Url, Timeout = TimeSpan.FromSeconds(60) };
    private long _before;

    public ServiceFolder Service => service;

    /// <summary>Skips the reactions before the demo.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (await ReactionsAsync(cancellationToken) is [.., var last])
            _before = last.Sequence;
    }

    /// <summary>
    /// The reactions since then. Read them once, at the end: with concurrent transactions, a reaction may become visible after one with a
    /// higher sequence number.
    /// </summary>
    public async Task<IReadOnlyList<Reaction>> ReactionsAsync(CancellationToken cancellationToken)
    {
        List<Reaction> reactions = [];
        while (true)
        {
            var after = reactions.Count == 0 ? _before : reactions[^1].Sequence;
            var page = await GetAsync<List<Reaction>>($"/reactions?after={after}&take={PageSize}", cancellationToken) ?? [];
            reactions.AddRange(page);
            if (page.Count < PageSize)
                return reactions;
        }
    }

    /// <summary>Count and amount of each effect; empty if the service records none.</summary>
    public async Task<IEnumerable<Finding>> EffectsAsync(CancellationToken cancellationToken)
    {
        var effects = await GetAsync<List<Effect>>("/effects", cancellationToken) ?? [];
        return effects.GroupBy(effect => (effect.Subject, effect.Kind)).Select(same => new Finding(
            service.Name, same.Key.Kind, same.Key.Subject, same.Sum(effect => effect.Times), same.Sum(effect => effect.Amount)));
    }

    /// <summary>Unpublished events in its outbox; null if the service does not answer.</summary>
    public async Task<int?> UnsentAsync(CancellationToken cancellationToken) =>
        (await GetAsync<OutboxState>("/outbox", cancellationToken))?.Unsent;

    public void Dispose() => _http.Dispose();

    private async Task<T?> GetAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<T>(cancellationToken) : null;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed record OutboxState(int Unsent);

    private sealed record Effect(string Subject, string Kind, decimal Amount, int Times);
}

/// <summary>An event that a consumer has processed.</summary>
internal sealed record Reaction(
    long Sequence,
    Guid EventId,
    string Consumer,
    string DetailType,
    Guid? CorrelationId,
    DateTimeOffset OccurredAt,
    DateTimeOffset ProcessedAt);
