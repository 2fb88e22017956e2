using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using MassTransit;
using Workers.Contracts;

namespace Workers.EventBridge.Tests.Moving;

/// <summary>A message that AWS.Messaging sent before, with the type "Greetings.GreetingSent".</summary>
[Event("greetings", "GreetingSent")]
public sealed record GreetingSent(string Name, string Text);

/// <summary>An event of S3 through EventBridge, as a Lambda function behind a rule receives it.</summary>
public sealed record ObjectCreated(ObjectBucket Bucket, [property: JsonPropertyName("object")] StoredObject Item);

public sealed record ObjectBucket(string Name);

public sealed record StoredObject(string Key, long Size);

/// <summary>What the consumers did.</summary>
public sealed class GreetingLog
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public void Add(string line) => _lines.Enqueue(line);
}

public sealed class GreetingConsumer(GreetingLog log) : IConsumer<GreetingSent>
{
    public Task Consume(ConsumeContext<GreetingSent> context)
    {
        log.Add($"{context.Message.Name}: {context.Message.Text}");
        return Task.CompletedTask;
    }
}

public sealed class ObjectCreatedConsumer(GreetingLog log) : IConsumer<ObjectCreated>
{
    public Task Consume(ConsumeContext<ObjectCreated> context)
    {
        log.Add($"{context.Message.Bucket.Name}/{context.Message.Item.Key}");
        return Task.CompletedTask;
    }
}

/// <summary>The configuration that the guide shows.</summary>
public static class GreetingApplication
{
    public static void ReceiveGreetings(IEventBridgeBusFactoryConfigurator cfg, IBusRegistrationContext context)
    {
        cfg.ReceiveEndpoint("orders", endpoint =>
        {
            endpoint.CloudEvent<GreetingSent>("Greetings.GreetingSent");
            endpoint.ConfigureConsumer<GreetingConsumer>(context);
        });
    }

    public static void ReceiveObjects(IEventBridgeBusFactoryConfigurator cfg, IBusRegistrationContext context)
    {
        cfg.Event<ObjectCreated>("aws.s3", "Object Created");
        cfg.ReceiveEndpoint("orders", endpoint => endpoint.ConfigureConsumer<ObjectCreatedConsumer>(context));
    }
}
