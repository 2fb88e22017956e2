using System.Net;
using Microsoft.AspNetCore.Builder;
using Workers.Hosting.Health;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>What a service can be asked.</summary>
public sealed class EndpointIndexTests
{
    [Fact]
    public async Task In_development_the_root_lists_every_endpoint_as_a_command()
    {
        await using var app = await StartAsync("Development");
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        var text = await http.GetStringAsync("/", TestContext.Current.CancellationToken);

        Assert.Contains($"curl '{app.Urls.First()}/health/ready'\n", text, StringComparison.Ordinal);
        Assert.Contains($"curl '{app.Urls.First()}/orders/{{orderId}}/points'\n", text, StringComparison.Ordinal);
        Assert.Contains($"curl -X PUT '{app.Urls.First()}/log-level?level=Debug'\n", text, StringComparison.Ordinal);
        Assert.Contains($"curl -X POST -H 'Content-Type: application/json' -d '{{ \"id\": 1 }}' '{app.Urls.First()}/orders'\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain($"{app.Urls.First()}/'", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_production_there_is_none()
    {
        await using var app = await StartAsync("Production");
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var answer = await http.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static async Task<WebApplication> StartAsync(string environment)
    {
        var app = WorkerApplication.Create(
            ["--environment", environment, "--urls", "http://127.0.0.1:0", "--LogLevel", "Fatal", "--AWS_ENDPOINT_URL", "http://127.0.0.1:1", .. environment == "Production" ? ["--ManagementUrl", "http://127.0.0.1:0"] : Array.Empty<string>()],
            worker => worker.Map(routes =>
            {
                routes.MapGet("/orders/{orderId}/points", () => "1");
                routes.MapPost("/orders", () => "2").WithExample(body: """{ "id": 1 }""");
            }));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
