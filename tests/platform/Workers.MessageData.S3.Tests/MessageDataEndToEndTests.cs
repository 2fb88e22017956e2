using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workers.Contracts;
using Workers.LocalAws;

namespace Workers.MessageData.S3.Tests;

/// <summary>A document in S3, whose event is in a queue: the whole way through MassTransit.</summary>
public sealed class MessageDataEndToEndTests(MotoServer moto) : IClassFixture<MotoServer>
{
    private static readonly BasicAWSCredentials Credentials = new("x", "x");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_of_5_MB_reaches_the_consumer_of_a_queue()
    {
        Assert.SkipWhen(moto.Endpoint is null, moto.Missing);
        await using var aws = await LocalAwsServer.StartAsync(new LocalAwsOptions(), Cancelled);
        using var sqs = new AmazonSQSClient(Credentials, new AmazonSQSConfig { ServiceURL = aws.Endpoint.ToString(), AuthenticationRegion = aws.Region });
        using var s3 = new AmazonS3Client(
            Credentials, new AmazonS3Config { ServiceURL = moto.Endpoint.ToString(), AuthenticationRegion = "us-east-1", ForcePathStyle = true });
        await s3.PutBucketAsync("documents", Cancelled);
        await sqs.CreateQueueAsync("scans", Cancelled);
        var scanned = new TaskCompletionSource<int>();
        using var host = Build(aws, new S3MessageDataRepository(s3, "documents"), scanned);
        await host.StartAsync(Cancelled);

        var queue = await host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("queue:scans"));
        await queue.Send<DocumentScanned>(new { Content = new byte[5_000_000] }, Cancelled);

        Assert.Equal(5_000_000, await scanned.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancelled));
        await host.StopAsync(Cancelled);
    }

    private static IHost Build(LocalAwsServer aws, IMessageDataRepository repository, TaskCompletionSource<int> scanned)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            x.AddHandler(async (ConsumeContext<DocumentScanned> context) => scanned.TrySetResult((await context.Message.Content!.Value).Length));
            x.UsingEventBridge((context, cfg) =>
            {
                cfg.Host("shop", h => (h.ServiceUrl, h.Region, h.Credentials) = (aws.Endpoint, aws.Region, Credentials));
                cfg.UseMessageData(repository);
                cfg.ReceiveEndpoint("scans", endpoint =>
                {
                    endpoint.WaitTimeSeconds = 1;
                    endpoint.ConfigureConsumers(context);
                });
            });
        });
        return builder.Build();
    }

    [Event("shop.documents", "DocumentScanned")]
    public sealed record DocumentScanned
    {
        public MessageData<byte[]>? Content { get; init; }
    }
}
