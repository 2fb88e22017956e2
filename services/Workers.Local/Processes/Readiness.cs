using System.Diagnostics;
using Workers.Local.Services;

namespace Workers.Local.Processes;

internal static class Readiness
{
    /// <summary>Waits until the service is healthy.</summary>
    /// <exception cref="LocalException">It is not, when the time is over; with what it says of itself.</exception>
    public static async Task WaitAsync(ServiceFolder service, TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (await FindProblemAsync(service, atMost, cancellationToken) is { } problem)
            throw new LocalException($"{service.Name} is not ready after {atMost.TotalSeconds:0} s: {problem}");
    }

    /// <summary>Waits until the service is healthy, or the time is over.</summary>
    /// <returns>Null when it is healthy; else what it says of itself.</returns>
    public static async Task<string?> FindProblemAsync(ServiceFolder service, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = service.Url, Timeout = TimeSpan.FromSeconds(10) };
        var started = Stopwatch.GetTimestamp();
        var said = "it does not answer";
        while (Stopwatch.GetElapsedTime(started) < atMost)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return null;
                said = await answer.Content.ReadAsStringAsync(cancellationToken);
            }
            catch (Exception error) when (
                error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                said = error.Message;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }

        return said;
    }
}
