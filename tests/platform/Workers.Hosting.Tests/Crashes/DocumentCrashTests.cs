using Amazon.Runtime;
using Amazon.S3;
using Crashing.Worker;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Postgres.Testing;
using Workers.LocalAws.Faults;

namespace Workers.Hosting.Tests.Crashes;

/// <summary>
/// Events with documents that are larger than a message, on a bus that throttles and fails, to a worker that is killed again and again.
/// </summary>
public sealed class DocumentCrashTests(MotoServer moto) : IClassFixture<MotoServer>
{
    private const int Count = 1000;
    private const int Kills = 2;
    private const int Small = 5_000;
    private const int Large = 10_000_000;

    private static readonly FaultSettings Faults = new()
    {
        Throttle = 0.05,
        ServerError = 0.05,
        DropBefore = 0.02,
        DropAfter = 0.05,
        FailedEntries = 0.05,
        Duplicate = 0.1,
        Reorder = 0.1,
        Seed = 1,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_documents_in_files_are_read_once_each()
    {
        await using var stage = await CrashStage.CreateAsync(DatabaseKind.Sqlite, visibilitySeconds: 10, tries: 1, Role.Scans);
        await ReadAllAsync(stage, Directory.CreateDirectory(Path.Combine(stage.Folder, "documents")).FullName);
    }

    [Fact]
    public async Task A_thousand_documents_in_S3_are_read_once_each()
    {
        Assert.SkipWhen(moto.Endpoint is null, moto.Missing);
        using var s3 = new AmazonS3Client(
            new BasicAWSCredentials("x", "x"),
            new AmazonS3Config { ServiceURL = moto.Endpoint.ToString(), AuthenticationRegion = "us-east-1", ForcePathStyle = true });
        await s3.PutBucketAsync("documents", Token);
        await using var stage = await CrashStage.CreateAsync(DatabaseKind.Postgres, visibilitySeconds: 10, tries: 1, Role.Scans);
        await ReadAllAsync(stage, new Uri(moto.Endpoint, "documents").ToString());
    }

    private static async Task ReadAllAsync(CrashStage stage, string documents)
    {
        stage.Aws.Faults = Faults;
        await PublishAsync(stage, documents);

        for (var kill = 1; kill <= Kills; kill++)
        {
            var handled = Count * kill / (Kills + 1);
            using var killed = stage.Start(crashAt: null, settings: ["--Documents", documents]);
            await Eventually.UntilAsync(
                async () => await killed.UnsentAsync() is not null && (await killed.EffectsAsync()).Count >= handled,
                interval: Eventually.ProcessInterval);
        }

        using var last = stage.Start(crashAt: null, settings: ["--Documents", documents]);
        await Eventually.UntilAsync(
            async () => await last.UnsentAsync() is not null && await stage.IsQueueEmptyAsync(), interval: Eventually.ProcessInterval);

        Assert.Equal(
            Enumerable.Range(0, Count).Select(number => (Scanning.Describe(Name(number), Content(number)), 1)),
            (await last.EffectsAsync()).OrderBy(document => document.Subject, StringComparer.Ordinal));
        Assert.Equal(0, await stage.DeadLettersAsync());
    }

    private static async Task PublishAsync(CrashStage stage, string documents)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddMassTransit(x =>
            {
                x.DisableUsageTelemetry();
                x.UsingEventBridge((_, bus) =>
                {
                    bus.Host("store", host =>
                    {
                        (host.ServiceUrl, host.Region, host.Credentials) = (stage.Aws.Endpoint, stage.Aws.Region, new BasicAWSCredentials("x", "x"));
                        host.MaxPutEventsSize = 262_144;
                    });
                    bus.UseMessageData(Documents.Repository(documents));
                });
            })
            .BuildServiceProvider(validateScopes: true);
        var bus = services.GetRequiredService<IBusControl>();
        await bus.StartAsync(Token);
        foreach (var numbers in Enumerable.Range(0, Count).Chunk(20))
            await Task.WhenAll(numbers.Select(
                number => bus.Publish<DocumentScanned>(new { Name = Name(number), Content = Content(number) }, Token)));
        await bus.StopAsync(Token);
    }

    private static string Name(int number) => $"{number:D4}";

    private static byte[] Content(int number)
    {
        var content = new byte[number % 100 == 50 ? Large : Small];
        new Random(number).NextBytes(content);
        return content;
    }
}
