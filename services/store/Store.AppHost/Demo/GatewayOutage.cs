using System.Net.Http.Json;

namespace Store.AppHost.Demo;

/// <summary>Starts an outage of the payment gateway: it closes the connection of each charge or refund.</summary>
internal static class GatewayOutage
{
    public static async Task BeginAsync(Uri gateway, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(20) };
        using var answer = await http.PostAsJsonAsync(
            new Uri("/outage", UriKind.Relative), new { seconds = (int)duration.TotalSeconds }, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}
