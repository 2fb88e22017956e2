using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.SQS.Model;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Store.Contracts.Users;
using Workers.Hosting.Subscriptions;
using Workers.Hosting.Provisioning;

namespace Workers.Cli.Tests.Moto;

/// <summary>What runs on LocalAws runs on an emulator that somebody else wrote: the same provisioner, the same transport.</summary>
public sealed class MotoTests(MotoServer moto) : IClassFixture<MotoServer>, IAsyncLifetime
{
    private const string Bus = "store";
    private const string Region = "eu-west-1";

    private static readonly IReadOnlyList<Subscription> Subscriptions =
        [.. SubscriptionFile.FindAll(RepositoryFiles.Services).Select(SubscriptionFile.Read)];

    private readonly Provisioner _provisioner = new(moto.Endpoint ?? new Uri("http://127.0.0.1:1"), Region);

    // moto takes about a second for an event with five targets, and the machine may be busy.
    private readonly CancellationTokenSource _deadline =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private CancellationToken Token => _deadline.Token;

    public async ValueTask InitializeAsync()
    {
        _deadline.CancelAfter(TimeSpan.FromSeconds(60));
        if (moto.Endpoint is null)
            return;

        using var http = new HttpClient { BaseAddress = moto.Endpoint };
        (await http.PostAsync("moto-api/reset", content: null, Token)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task The_provisioner_makes_everything_and_may_be_repeated()
    {
        Assert.SkipWhen(moto.Endpoint is null, moto.Missing);

        await ProvisionAsync();
        await ProvisionAsync();

        var queues = await _provisioner.Sqs.ListQueuesAsync("", Token);
        Assert.Equal(
            Subscriptions
                .SelectMany(subscription => new[] { subscription.Queue, subscription.DeadLetterQueue, subscription.RuleDeadLetterQueue })
                .Order(StringComparer.Ordinal),
            queues.QueueUrls.Select(url => url.Split('/')[^1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_event_is_consumed_once_and_goes_to_whom_it_concerns()
    {
        Assert.SkipWhen(moto.Endpoint is null, moto.Missing);
        await ProvisionAsync();
        await ProvisionAsync();
        var subscribed = Subscriptions.Where(
            subscription => subscription.Pattern.GetRawText().Contains(nameof(UserRegistered), StringComparison.Ordinal)).ToList();
        var seen = new Seen();
        using var worker = Worker(subscribed[0].Queue, seen);
        await worker.StartAsync(Token);

        var bus = worker.Services.GetRequiredService<IBus>();
        await Task.WhenAll(bus.Publish(User("ada"), Token), bus.Publish(User("bob"), Token));
        await UntilAsync(async () => seen.Users.Count >= 2 && await DepthAsync(subscribed[0].Queue) == 0);
        await worker.StopAsync(Token);

        Assert.Equal(["ada", "bob"], seen.Users.Order(StringComparer.Ordinal));
        foreach (var other in Subscriptions.Except([subscribed[0]]))
            Assert.Equal((other.Queue, subscribed.Contains(other) ? 2 : 0), (other.Queue, await DepthAsync(other.Queue)));
    }

    [Fact]
    public async Task Poison_goes_to_the_dead_letter_queue_with_its_reason()
    {
        Assert.SkipWhen(moto.Endpoint is null, moto.Missing);
        await ProvisionAsync();
        var queue = Subscriptions.First(
            subscription => subscription.Pattern.GetRawText().Contains(nameof(UserRegistered), StringComparison.Ordinal)).Queue;
        var seen = new Seen();
        using var worker = Worker(queue, seen);
        await worker.StartAsync(Token);

        await _provisioner.Sqs.SendMessageAsync(await UrlAsync(queue), "not JSON", Token);
        var dead = new List<Message>();
        await UntilAsync(async () =>
        {
            dead.AddRange(await TakeAsync(queue + "-dlq"));
            return dead.Count > 0 && await DepthAsync(queue) == 0;
        });
        await worker.StopAsync(Token);

        var message = Assert.Single(dead);
        Assert.Equal(("not JSON", "malformed"), (message.Body, message.MessageAttributes["DeadLetterReason"].StringValue));
        Assert.Empty(seen.Users);
    }

    public ValueTask DisposeAsync()
    {
        _provisioner.Dispose();
        _deadline.Dispose();
        return ValueTask.CompletedTask;
    }

    private static UserRegistered User(string id) =>
        new() { UserId = id, Email = $"{id}@example.com", Name = id, RegisteredAt = DateTimeOffset.UnixEpoch };

    private async Task UntilAsync(Func<Task<bool>> isTrue)
    {
        while (!await isTrue())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Task ProvisionAsync() => _provisioner.ProvisionAsync(Bus, Subscriptions, Token);

    /// <summary>A process with MassTransit, on the transport, and one queue.</summary>
    private IHost Worker(string queue, Seen seen)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(seen);
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<SeeUser>();
            bus.UsingEventBridge((context, eventBridge) =>
            {
                eventBridge.Host(Bus, host =>
                {
                    host.ServiceUrl = moto.Endpoint;
                    host.RequireTopologyTag = true;
                    host.Credentials = new BasicAWSCredentials("local", "local");

                    // An emulator keeps the regions apart, as AWS does.
                    host.Region = Region;
                });
                eventBridge.ReceiveEndpoint(queue, endpoint => endpoint.ConfigureConsumer<SeeUser>(context));
            });
        });
        return builder.Build();
    }

    private async Task<string> UrlAsync(string queue) => (await _provisioner.Sqs.GetQueueUrlAsync(queue, Token)).QueueUrl;

    /// <summary>Messages in a queue, waiting or in flight.</summary>
    private async Task<int> DepthAsync(string queue)
    {
        var depth = await _provisioner.Sqs.GetQueueAttributesAsync(
            await UrlAsync(queue), ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"], Token);
        return depth.ApproximateNumberOfMessages + depth.ApproximateNumberOfMessagesNotVisible;
    }

    private async Task<List<Message>> TakeAsync(string queue)
    {
        var request = new ReceiveMessageRequest(await UrlAsync(queue)) { MessageAttributeNames = ["All"] };
        return (await _provisioner.Sqs.ReceiveMessageAsync(request, Token)).Messages ?? [];
    }

    private sealed class Seen
    {
        public ConcurrentBag<string> Users { get; } = [];
    }

    private sealed class SeeUser(Seen seen) : IConsumer<UserRegistered>
    {
        public Task Consume(ConsumeContext<UserRegistered> context)
        {
            seen.Users.Add(context.Message.UserId);
            return Task.CompletedTask;
        }
    }
}
