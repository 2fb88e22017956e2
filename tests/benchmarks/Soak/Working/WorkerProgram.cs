using System.Diagnostics;
using System.Runtime.InteropServices;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Soak.Stand;

namespace Soak.Working;

/// <summary>A worker: a MassTransit consumer on the transport, until SIGTERM or the end of the soak's process.</summary>
internal static class WorkerProgram
{
    // With it, polls: one in ten of them waits for a retry of the SDK, which may take a second.
    private const int Handlers = 64;

    public static async Task<int> RunAsync(WorkerSettings settings, CancellationToken stopping)
    {
        // Before the journal is there, by which the soak knows that the worker can be told to stop.
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            told.TrySetResult();
        });
        using var interrupted = stopping.Register(() => told.TrySetResult());
        using var journal = new Journal(settings.Journal);
        using var host = Build(settings, journal);
        await host.StartAsync(CancellationToken.None);
        await Task.WhenAny(told.Task, EndOfAsync(settings.ParentId));
        if (!told.Task.IsCompleted)
        {
            // LocalAws goes with the parent, too: a clean stop would only wait for it.
            Environment.Exit(1);
        }

        await host.StopAsync(CancellationToken.None);
        return 0;
    }

    private static async Task EndOfAsync(int parentId)
    {
        try
        {
            using var parent = Process.GetProcessById(parentId);
            await parent.WaitForExitAsync();
        }
        catch (ArgumentException)
        {
            // It was gone before it could be found.
        }
    }

    private static IHost Build(WorkerSettings settings, Journal journal)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(console =>
            (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "HH:mm:ss.fff ", true));
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(journal);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<NumberedConsumer>();
            bus.UsingEventBridge((context, eventBridge) =>
            {
                eventBridge.Host(SoakQueue.Bus, host => host.UseLocalAws(settings.Endpoint));
                eventBridge.ReceiveEndpoint(SoakQueue.Name, endpoint =>
                {
                    endpoint.ConcurrentMessageLimit = Handlers;
                    endpoint.VisibilityTimeout = SoakQueue.Visibility;
                    endpoint.ConfigureConsumer<NumberedConsumer>(context);
                });
            });
        });
        return builder.Build();
    }
}
