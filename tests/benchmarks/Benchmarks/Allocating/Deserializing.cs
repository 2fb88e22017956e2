using BenchmarkDotNet.Attributes;
using Benchmarks.Stand;
using MassTransit;
using MassTransit.Serialization;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.MassTransit;
using Workers.EventBridge.Topology;

namespace Benchmarks.Allocating;

/// <summary>From the body of a message to the contract: our deserializer beside one call of the serializer.</summary>
public class Deserializing
{
    private readonly StringMessageBody _body = new StringMessageBody(BenchmarkEnvelope.Write(BenchmarkOrder.Create(1)));
    private readonly IMessageDeserializer _deserializer = CreateDeserializer();

    [Benchmark]
    public object? Transport() =>
        _deserializer.Deserialize(_body, EmptyHeaders.Instance).TryGetMessage<BenchmarkOrder>(out var order)
            ? order
            : throw new InvalidOperationException("The deserializer did not find the order.");

    [Benchmark]
    public object Bare() => BenchmarkEnvelope.Read(_body.GetString());

    private static IMessageDeserializer CreateDeserializer()
    {
        var types = new EventTypeMap();
        types.Consume(typeof(BenchmarkOrder));
        return new EventSerializerFactory(types).CreateDeserializer();
    }
}
