using System.Reflection;
using MassTransit;

namespace Store.Testing;

/// <summary>One delivery of an event to a consumer, without a bus: it remembers what was published.</summary>
public sealed class Delivery<T>
    where T : class
{
    /// <summary>Delivers <paramref name="message"/>.</summary>
    public Delivery(T message)
    {
        Context = DispatchProxy.Create<ConsumeContext<T>, Recorder>();
        var recorder = (Recorder)(object)Context;
        (recorder.Message, recorder.Published) = (message, Published);
    }

    /// <summary>What the consumer gets.</summary>
    public ConsumeContext<T> Context { get; }

    /// <summary>What it published, in order.</summary>
    public List<object> Published { get; } = [];
}

/// <summary>Stands in for the context of a delivery.</summary>
public class Recorder : DispatchProxy
{
    internal object Message { get; set; } = "";

    internal List<object> Published { get; set; } = [];

    /// <inheritdoc />
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod!.Name)
        {
            case "get_Message":
                return Message;
            case "get_CancellationToken":
                return CancellationToken.None;
            case "Publish":
                Published.Add(args![0]!);
                return Task.CompletedTask;
            default:
                throw new NotSupportedException($"{targetMethod.Name} is not part of a test delivery.");
        }
    }
}
