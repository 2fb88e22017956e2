using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Workers.Cli.Doctor;

namespace Workers.Cli.Tests.Doctor;

public sealed class ProcessChecksTests : IAsyncLifetime
{
    private readonly string _services = Directory.CreateTempSubdirectory("doctor-").FullName;
    private readonly List<WebApplication> _programs = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs)
            await program.DisposeAsync();
        Directory.Delete(_services, recursive: true);
    }

    [Fact]
    public async Task Healthy_programs_of_one_version_have_no_findings()
    {
        await RunAsync("Payment.Worker", """{"unsent":3,"oldestUnsentSeconds":2.5,"refused":0}""");
        await RunAsync("Stock.Worker");

        Assert.Empty(await ProcessChecks.FindAsync(_services, Cancelled));
    }

    [Fact]
    public async Task Refused_and_late_events_of_an_outbox_are_errors()
    {
        await RunAsync("Payment.Worker", """{"unsent":3,"oldestUnsentSeconds":90,"refused":2}""");

        Assert.Equal(
            ["EventBridge refused 2 events of its outbox for good.", "The oldest event in its outbox waits for 90 s."],
            (await ProcessChecks.FindAsync(_services, Cancelled)).Select(finding => finding.Problem));
    }

    [Fact]
    public async Task A_program_that_is_not_ready_says_why()
    {
        await RunAsync("Payment.Worker", health: (503, """{"checks":{"bus":{"status":"Healthy"},"store":{"status":"Unhealthy","reason":"The database cannot be reached."}}}"""));

        Assert.Equal("It is not ready: store: The database cannot be reached.", Assert.Single(await ProcessChecks.FindAsync(_services, Cancelled)).Problem);
    }

    [Fact]
    public async Task Different_versions_of_a_package_are_named()
    {
        await RunAsync("Payment.Worker", version: "1.0.0");
        await RunAsync("Stock.Worker", version: "1.1.0");

        Assert.Equal("Several versions run: 1.0.0 in payment; 1.1.0 in stock.", Assert.Single(await ProcessChecks.FindAsync(_services, Cancelled)).Problem);
    }

    [Fact]
    public async Task A_worker_that_does_not_run_beside_others_is_a_warning()
    {
        await RunAsync("Payment.Worker");
        WriteFolder("Stock.Worker", FreePorts.InARow(1));

        var finding = Assert.Single(await ProcessChecks.FindAsync(_services, Cancelled));

        Assert.Equal((Severity.Warning, "worker stock"), (finding.Severity, finding.Subject));
    }

    [Fact]
    public async Task A_program_that_is_not_of_the_platform_is_no_error()
    {
        await RunAsync("Payment.Gateway", health: (404, "{}"));

        Assert.Empty(await ProcessChecks.FindAsync(_services, Cancelled));
    }

    [Fact]
    public async Task If_nothing_runs_nothing_is_checked()
    {
        WriteFolder("Stock.Worker", FreePorts.InARow(1));

        Assert.Equal(Severity.Unknown, Assert.Single(await ProcessChecks.FindAsync(_services, Cancelled)).Severity);
    }

    private async Task RunAsync(
        string folder, string outbox = """{"unsent":0,"refused":0}""", (int Status, string Json)? health = null, string version = "1.0.0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var program = builder.Build();
        program.MapGet("/health/ready", () => Results.Content(health?.Json ?? "{}", "application/json", statusCode: health?.Status ?? 200));
        program.MapGet("/outbox", () => Results.Content(outbox, "application/json"));
        program.MapGet("/about", () => Results.Json(new { packages = new Dictionary<string, string> { ["Workers.Hosting"] = version } }));
        await program.StartAsync(Cancelled);
        _programs.Add(program);
        WriteFolder(folder, new Uri(program.Urls.First()).Port);
    }

    private void WriteFolder(string folder, int port)
    {
        var properties = Directory.CreateDirectory(Path.Combine(_services, folder, "Properties")).FullName;
        File.WriteAllText(Path.Combine(properties, "launchSettings.json"), JsonSerializer.Serialize(
            new { profiles = new { program = new { applicationUrl = $"http://127.0.0.1:{port}" } } }));
        File.WriteAllText(Path.Combine(_services, folder, "subscription.json"), """{"queue":"q","pattern":{"source":["store.orders"]}}""");
    }
}
