using System.Net;

namespace Workers.Hosting.Tests.Hosting;

public sealed class HealthTests
{
    [Fact]
    public async Task A_worker_without_its_queue_is_alive_but_not_ready_and_says_which_queue_it_misses()
    {
        await using var worker = await WorkerHarness.StartAsync(provision: false);

        var said = await Eventually.GetAsync(
            () => worker.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken),
            answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable);
        var reason = await Eventually.GetAsync(
            () => worker.Http.GetStringOrErrorAsync("/health/ready"), text => text.Contains("was not found", StringComparison.Ordinal));

        Assert.Contains("answers", reason, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await worker.Http.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_worker_whose_bus_does_not_exist_is_not_ready_and_says_so_until_it_does()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        await worker.RunAsync(settings: ["--Bus", "stor"]);

        var reason = await Eventually.GetAsync(
            () => worker.Http.GetStringOrErrorAsync("/health/ready"), text => text.Contains("stor", StringComparison.Ordinal));
        Assert.Contains("\"bus-exists\":{\"status\":\"Unhealthy\",\"reason\":\"Event bus \\u0027stor\\u0027 was not found.", reason, StringComparison.Ordinal);
        await worker.Provisioner.ProvisionAsync("stor", [], TestContext.Current.CancellationToken);

        await Eventually.GetAsync(
            () => worker.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken),
            answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_worker_whose_bus_on_an_emulator_is_not_provisioned_is_not_ready_and_says_so_until_it_is()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        await worker.RunAsync(settings: ["--Bus", "default"]);

        var reason = await Eventually.GetAsync(
            () => worker.Http.GetStringOrErrorAsync("/health/ready"), text => text.Contains("workers:topology", StringComparison.Ordinal));
        Assert.Contains("\"reason\":\"Event bus \\u0027default\\u0027 has no tag workers:topology", reason, StringComparison.Ordinal);
        Assert.Contains("Run provision", reason, StringComparison.Ordinal);
        await worker.Provisioner.ProvisionAsync("default", [], TestContext.Current.CancellationToken);

        await Eventually.GetAsync(
            () => worker.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken),
            answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_worker_that_requires_no_provisioning_is_ready_without_it()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        await worker.RunAsync(settings: ["--Bus", "default", "--RequireTopologyTag", "false"]);

        await Eventually.GetAsync(
            () => worker.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken),
            answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_becomes_ready_by_itself_when_the_queue_is_there()
    {
        await using var worker = await WorkerHarness.StartAsync(provision: false);

        await worker.ProvisionAsync();

        await Eventually.GetAsync(
            () => worker.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken),
            answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Theory, InlineData("take=0"), InlineData("take=5001"), InlineData("take=x"), InlineData("after=x")]
    public async Task A_bad_question_is_answered_with_400(string query)
    {
        await using var worker = await WorkerHarness.StartAsync();

        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await worker.Http.GetAsync($"/reactions?{query}", TestContext.Current.CancellationToken)).StatusCode);
    }
}

internal static class HttpClientExtensions
{
    /// <summary>The body, whatever the status.</summary>
    public static async Task<string> GetStringOrErrorAsync(this HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
