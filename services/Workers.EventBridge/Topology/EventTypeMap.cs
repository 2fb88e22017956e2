using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using MassTransit;
using Workers.Contracts;

namespace Workers.EventBridge.Topology;

/// <summary>
/// Which message type a <c>source</c> and <c>detail-type</c> stand for, and the other way round. Types get in here from the
/// consumers that are configured, never from a payload: what arrives cannot choose a type.
/// </summary>
public sealed class EventTypeMap
{
    private readonly ConcurrentDictionary<Type, EventName> _names = new();
    private readonly ConcurrentDictionary<EventName, string[]> _messageTypes = new();

    /// <summary>Names a type that cannot carry <see cref="EventAttribute"/>, such as the event of an AWS service.</summary>
    public void Add(Type contract, EventName name) => _names[contract] = name;

    /// <summary>Lets events of this contract be received.</summary>
    /// <exception cref="ConfigurationException">The type has no name on the bus.</exception>
    public void Consume(Type contract) => Consume(contract, NameOf(contract));

    internal void Consume(Type contract, EventName name)
    {
        var messageType = MessageUrn.ForTypeString(contract);
        _messageTypes.AddOrUpdate(
            name, [messageType], (_, known) => known.Contains(messageType) ? known : [.. known, messageType]);
    }

    /// <summary>The name of a contract on the bus.</summary>
    /// <exception cref="ConfigurationException">The type has no name on the bus.</exception>
    public EventName NameOf(Type contract) => _names.GetOrAdd(contract, static type => type.GetCustomAttribute<EventAttribute>() is { } name
        ? new EventName(name.Source, name.DetailType, name.Version)
        : throw new ConfigurationException(
            $"{type.FullName} has no name on the bus. Put [Event(source, detailType)] on it, or call Event<{type.Name}>(source, detailType) on the bus configurator."));

    /// <summary>The versions that consumers take of an event, in order; none of an event that they do not take at all.</summary>
    internal IReadOnlyList<int> VersionsOf(string source, string detailType) =>
        [.. _messageTypes.Keys.Where(name => name.Source == source && name.DetailType == detailType).Select(name => name.Version).Order()];

    /// <summary>Finds the message types that consumers take for an event of this name.</summary>
    public bool TryGetMessageTypes(EventName name, [NotNullWhen(true)] out string[]? messageTypes) =>
        _messageTypes.TryGetValue(name, out messageTypes);
}
