using System.Net.Http.Json;
using Workers.Local.Services;

namespace Workers.Local.Demo;

/// <summary>What one worker says it has done.</summary>
internal sealed class WorkerReport(ServiceFolder worker) : IDisposable
{
    private const int PageSize = 5000;

    private readonly HttpClient _http = new() { BaseAddress = worker.Url, Timeout = TimeSpan.FromSeconds(20) };
    private readonly List<Reaction> _reactions = [];
    private long _last;

    public ServiceFolder Worker => worker;

    /// <summary>The reactions since the report began.</summary>
    public IReadOnlyList<Reaction> Reactions => _reactions;

    /// <summary>Passes over what was done before.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await UpdateAsync(cancellationToken);
        _reactions.Clear();
    }

    /// <summary>Takes what was done since the last time; false when the worker does not answer.</summary>
    public async Task<bool> UpdateAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var page = await _http.GetFromJsonAsync<List<Reaction>>(
                    new Uri($"/reactions?after={_last}&take={PageSize}", UriKind.Relative), cancellationToken) ?? [];
                _reactions.AddRange(page);
                _last = page.Count == 0 ? _last : page[^1].Sequence;
                if (page.Count < PageSize)
                    return true;
            }
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Events that wait in the worker's outbox; null when it does not answer.</summary>
    public Task<int?> UnsentAsync(CancellationToken cancellationToken) => Outbox.UnsentAsync(_http, cancellationToken);

    /// <summary>How often each effect happened; empty when the worker does not tell.</summary>
    public async Task<IReadOnlyList<EffectCount>> EffectsAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(new Uri("/effects", UriKind.Relative), cancellationToken);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<List<EffectCount>>(cancellationToken) ?? [] : [];
    }

    public void Dispose() => _http.Dispose();
}

internal static class Outbox
{
    public static async Task<int?> UnsentAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            return (await http.GetFromJsonAsync<OutboxState>(new Uri("/outbox", UriKind.Relative), cancellationToken))?.Unsent;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed record OutboxState(int Unsent);
}

/// <summary>One event that one consumer has done.</summary>
internal sealed record Reaction(
    long Sequence,
    Guid EventId,
    string Consumer,
    string DetailType,
    Guid? CorrelationId,
    DateTimeOffset OccurredAt,
    DateTimeOffset ProcessedAt);

/// <summary>How often an effect happened for a subject.</summary>
internal sealed record EffectCount(string Subject, string Kind, int Count);
