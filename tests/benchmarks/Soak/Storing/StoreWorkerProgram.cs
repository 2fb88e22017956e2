using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Soak.Stand;
using Soak.Working;
using Workers.Hosting;
using Workers.Testing;

namespace Soak.Storing;

/// <summary>A worker with a store: the host with inbox and outbox, until SIGTERM or the end of the soak's process.</summary>
internal static class StoreWorkerProgram
{
    private const int BatchSize = 8;

    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(WorkerSettings settings, string connectionString, CancellationToken stopping)
    {
        var folder = Path.GetDirectoryName(settings.Journal)!;
        return await WorkerApplication.RunAsync(
            [
                "--environment", "Development",
                "--urls", "http://127.0.0.1:0",
                "--Bus", SoakQueue.Bus,
                "--RequireTopologyTag", "false",
                "--AWS_ENDPOINT_URL", settings.Endpoint.ToString(),
                "--AWS_REGION", LocalAwsProcess.Region,
                "--ConnectionStrings:Store", connectionString,
                "--DataDirectory", folder,
                "--SubscriptionFile", SubscriptionOf(folder),
                "--ParentProcessId", $"{settings.ParentId}",
                "--Resilience:Timeout", "00:00:01.500",
                "--Resilience:Circuit:BreakDuration", "00:00:00.500",
                "--Resilience:Circuit:MaxBreakDuration", "00:00:01",
                "--LogLevel", "Warning",
            ],
            worker =>
            {
                worker.Services.AddSingleton(settings);
                worker.Services.AddSingleton(_ => new Journal(settings.Journal));
                worker.Services.AddHostedService(services => new Lifetime(
                    services.GetRequiredService<Journal>(), services.GetRequiredService<IHostApplicationLifetime>(), stopping));
                worker.Services.AddSingleton<FirstTries>();
                worker.AddStore<SoakDbContext>(store => store.UseSqlite().UsePostgreSql());
                worker.AddConsumer<HabitConsumer>();
                worker.AddConsumer<BatchHabitConsumer>(
                    configure: consumer => consumer.Options<BatchOptions>(batch => batch.SetMessageLimit(BatchSize).SetTimeLimit(BatchTime)));
                worker.AddConsumer<CountedConsumer>();
            });
    }

    private static string SubscriptionOf(string folder)
    {
        var path = Path.Combine(folder, $"subscription.{Environment.ProcessId}.json");
        File.WriteAllText(
            path,
            $$"""
            { "queue": "{{SoakQueue.Name}}", "pattern": { "source": ["soak"] }, "publishes": ["soak"],
              "visibilityTimeoutSeconds": {{SoakQueue.Visibility.TotalSeconds}}, "maxFailures": {{SoakQueue.MaxFailures}}, "concurrency": 32 }
            """);
        return path;
    }

    /// <summary>
    /// Begins the journal, by which the soak knows that the worker handles SIGTERM, and stops the host when the command line receives
    /// it: its handler of SIGTERM waits for the command to end, and may keep the host's own from being called.
    /// </summary>
    private sealed class Lifetime(Journal journal, IHostApplicationLifetime host, CancellationToken stopping) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            ArgumentNullException.ThrowIfNull(journal);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, stoppingToken);
            await Task.Delay(Timeout.Infinite, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            host.StopApplication();
        }
    }
}
