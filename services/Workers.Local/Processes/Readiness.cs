using System.Diagnostics;
using Workers.Local.Services;

namespace Workers.Local.Processes;

internal static class Readiness
{
    /// <summary>Waits until the service is healthy.</summary>
    /// <exception cref="LocalException">It is not, when the time is over; with what it says of itself.</exception>
    public static async Task WaitAsync(ServiceFolder service, TimeSpan atMost, CancellationToken cancellationToken)
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
                    return;
                said = await answer.Content.ReadAsStringAsync(cancellationToken);
            }
            catch (Exception error) when (
                error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                said = error.Message;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }

        throw new LocalException($"{service.Name} is not ready after {atMost.TotalSeconds:0} s: {said}");
    }
}
