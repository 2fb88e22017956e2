using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Workers.Aspire;

/// <summary>Uses the response of a resource's own endpoint as its health: the dashboard shows the reason, not only a status code.</summary>
public static class Readiness
{
    /// <summary>Calls the resource's endpoint <c>http</c> at this path; if the response is not 2xx, its text is the reason.</summary>
    public static IResourceBuilder<T> WithReadiness<T>(this IResourceBuilder<T> builder, string path)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        var key = $"{builder.Resource.Name}_readiness";
        var endpoint = builder.GetEndpoint("http");
        builder.ApplicationBuilder.Services.AddHttpClient(key, http => http.Timeout = TimeSpan.FromSeconds(10))
            .RemoveAllLoggers();
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key, services => new Check(services.GetRequiredService<IHttpClientFactory>(), key, endpoint, path), HealthStatus.Unhealthy, tags: null));
        return builder.WithHealthCheck(key);
    }

    private sealed class Check(IHttpClientFactory clients, string client, EndpointReference endpoint, string path) : IHealthCheck
    {
        private const int LongestReason = 2000;

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                using var http = clients.CreateClient(client);
                using var answer = await http.GetAsync(new Uri(new Uri(endpoint.Url), path), cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return HealthCheckResult.Healthy();
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                return HealthCheckResult.Unhealthy(text.Length switch
                {
                    0 => $"{path} returned {(int)answer.StatusCode}.",
                    > LongestReason => text[..LongestReason] + " …",
                    _ => text,
                });
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                return HealthCheckResult.Unhealthy($"It does not answer: {error.Message}");
            }
        }
    }
}
