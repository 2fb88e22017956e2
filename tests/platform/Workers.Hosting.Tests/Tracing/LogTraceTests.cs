using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using Workers.Hosting.Diagnostics;

namespace Workers.Hosting.Tests.Tracing;

public sealed class LogTraceTests
{
    [Fact]
    public void Goes_to_the_collector_once()
    {
        using var delivered = new Delivered();
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddWorkerLogging("tests", builder.Configuration, builder.Environment);
        builder.Services.AddOpenTelemetry().WithLogging(lines => lines.AddProcessor(delivered), lines => lines.IncludeScopes = true);
        using var host = builder.Build();
        using var span = new Activity("a span").Start();

        Say(host.Services.GetRequiredService<ILogger<LogTraceTests>>(), "a line");

        Assert.Equal((span.TraceId, span.SpanId), delivered.Context);
        Assert.Empty(delivered.Scopes);
    }

    private static void Say(ILogger logger, string text) => logger.Log(LogLevel.Information, default, text, exception: null, (state, _) => state);

    private sealed class Delivered : BaseProcessor<LogRecord>
    {
        public (ActivityTraceId, ActivitySpanId) Context { get; private set; }

        public List<string> Scopes { get; } = [];

        public override void OnEnd(LogRecord data)
        {
            Context = (data.TraceId, data.SpanId);
            data.ForEachScope(static (scope, scopes) => scopes.Add($"{scope.Scope}"), Scopes);
        }
    }
}
