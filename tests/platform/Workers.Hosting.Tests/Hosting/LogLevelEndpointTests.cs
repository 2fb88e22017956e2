using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Logs;
using Serilog.Events;
using Workers.Hosting.Diagnostics;

namespace Workers.Hosting.Tests.Hosting;

public sealed class LogLevelEndpointTests
{
    [Fact]
    public async Task Needs_no_restart()
    {
        await using var worker = await StartAsync();

        await SetAsync(worker, "Debug");

        Say(worker, "Tests", LogLevel.Debug, "a detail");
        Assert.Contains(worker.Log.Events, said => Is(said, "a detail"));
        Assert.Equal("Debug", await worker.Http.GetStringAsync("/log-level", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Makes_libraries_no_louder_than_they_are_allowed()
    {
        await using var worker = await StartAsync();

        await SetAsync(worker, "Debug");

        Say(worker, "Microsoft.AspNetCore.Routing", LogLevel.Information, "a route");
        Assert.DoesNotContain(worker.Log.Events, said => Is(said, "a route"));
    }

    [Fact]
    public void Holds_for_what_goes_to_the_collector_too()
    {
        using var delivered = new Delivered();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddWorkerLogging("tests", builder.Configuration, builder.Environment);
        builder.Services.AddOpenTelemetry().WithLogging(lines => lines.AddProcessor(delivered));
        using var host = builder.Build();
        var (loggers, levels) = (host.Services.GetRequiredService<ILoggerFactory>(), host.Services.GetRequiredService<LogLevels>());

        Say(loggers, "Tests", LogLevel.Debug, "too early");
        levels.Least = LogEventLevel.Debug;
        Say(loggers, "Tests", LogLevel.Debug, "a detail");
        Say(loggers, "Microsoft.AspNetCore.Routing", LogLevel.Information, "a route");
        levels.Least = LogEventLevel.Warning;
        Say(loggers, "Tests", LogLevel.Information, "too late");

        Assert.Equal(["a detail"], delivered.Lines);
    }

    [Theory, InlineData("?level=Loud"), InlineData("?level=3"), InlineData("?level=Debug,Fatal"), InlineData("?level="), InlineData("")]
    public async Task To_one_that_does_not_exist_is_refused_with_those_that_do(string query)
    {
        await using var worker = await StartAsync();

        using var answer = await worker.Http.PutAsync($"/log-level{query}", content: null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            "Verbose, Debug, Information", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_refused_under_a_foreign_name()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        await worker.RunAsync(LogEventLevel.Information, "--AllowedHosts", "*");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/log-level?level=Debug") { Headers = { Host = "evil.example" } };

        using var answer = await worker.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Is_refused_to_who_comes_by_a_proxy_whatever_he_says_of_his_address()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        await worker.RunAsync(LogEventLevel.Information, "--FORWARDEDHEADERS_ENABLED", "true");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/log-level?level=Debug") { Headers = { { "X-Forwarded-For", "127.0.0.1" } } };

        using var answer = await worker.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Follows_the_configuration()
    {
        var source = new Dictionary<string, string?> { ["LogLevel"] = "Information" };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(source).Build();
        var levels = new LogLevels(configuration);
        using var watch = new LogLevelWatch(configuration, levels, NullLogger<LogLevelWatch>.Instance);
        await watch.StartAsync(TestContext.Current.CancellationToken);

        configuration["LogLevel"] = "Debug";
        configuration.Reload();
        Assert.Equal(LogEventLevel.Debug, levels.Least);
        configuration["LogLevel"] = "Loud";
        configuration.Reload();
        Assert.Equal(LogEventLevel.Debug, levels.Least);
    }

    private static void Say(WorkerHarness worker, string category, LogLevel level, string text) =>
        Say(worker.Services.GetRequiredService<ILoggerFactory>(), category, level, text);

    private static void Say(ILoggerFactory loggers, string category, LogLevel level, string text) =>
        loggers.CreateLogger(category).Log(level, default, text, exception: null, (state, _) => state);

    private static bool Is(LogEvent said, string text) => said.RenderMessage().Contains(text, StringComparison.Ordinal);

    private static async Task<WorkerHarness> StartAsync()
    {
        var worker = await WorkerHarness.CreateAsync();
        await worker.RunAsync(LogEventLevel.Information);
        return worker;
    }

    private static async Task SetAsync(WorkerHarness worker, string level)
    {
        using var answer = await worker.Http.PutAsync($"/log-level?level={level}", content: null, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private sealed class Delivered : BaseProcessor<LogRecord>
    {
        public List<string?> Lines { get; } = [];

        public override void OnEnd(LogRecord data) => Lines.Add(data.FormattedMessage);
    }
}
