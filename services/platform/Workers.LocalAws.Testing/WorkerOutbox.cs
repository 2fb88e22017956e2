using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;

namespace Workers.LocalAws.Testing;

/// <summary>The events that workers have committed and not yet published.</summary>
internal static class WorkerOutbox
{
    /// <returns>Their number in all workers; a worker without a store has none.</returns>
    public static async Task<int> CountAsync(IEnumerable<WebApplication> workers, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var unsent = 0;
        foreach (var worker in workers)
        {
            using var answer = await http.GetAsync(new Uri(new Uri(worker.Urls.First()), "/outbox?take=0"), cancellationToken);
            if (answer.StatusCode != HttpStatusCode.NotFound)
                unsent += (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<State>(cancellationToken))!.Unsent;
        }

        return unsent;
    }

    private sealed record State(int Unsent);
}
