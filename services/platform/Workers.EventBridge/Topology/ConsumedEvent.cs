namespace Workers.EventBridge.Topology;

/// <summary>An event that consumers handle: the message types that they receive it as.</summary>
internal sealed class ConsumedEvent
{
    private readonly Type[] _messages;
    private readonly Type[] _contracts;

    public ConsumedEvent(Type message, Type contract)
        : this([message], [contract])
    {
    }

    private ConsumedEvent(Type[] messages, Type[] contracts) => (_messages, _contracts) = (messages, contracts);

    public static ConsumedEvent None { get; } = new([], []);

    public ReadOnlySpan<Type> Messages => _messages;

    /// <summary>The names of the message types.</summary>
    public T[] ConvertAll<T>(Converter<Type, T> name) => Array.ConvertAll(_messages, name);

    /// <summary>The same with one more message type.</summary>
    public ConsumedEvent With(Type message, Type contract) =>
        _messages.Contains(message) ? this : new ConsumedEvent([.. _messages, message], [.. _contracts, contract]);

    /// <summary>The type that the event is deserialized to, for consumers of a message type; null if they do not receive it.</summary>
    public Type? ContractOf(Type message)
    {
        var index = Array.IndexOf(_messages, message);
        return index < 0 ? null : _contracts[index];
    }
}
