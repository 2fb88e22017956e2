using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Workers.Contracts;

namespace Workers.EventBridge.Topology;

/// <summary>
/// Maps <c>source</c> and <c>detail-type</c> to message types and back. Types are added by the configured consumers, never from a
/// payload: a message cannot choose its type.
/// </summary>
public sealed class EventTypeMap
{
    private readonly ConcurrentDictionary<Type, EventName> _names = new();
    private readonly ConcurrentDictionary<EventName, Type[]> _contracts = new();

    /// <summary>Names a type that cannot have <see cref="EventAttribute"/>, such as the event of an AWS service.</summary>
    /// <exception cref="EventContractException">The type cannot be an event.</exception>
    public void Add(Type contract, EventName name)
    {
        Check(contract);
        _names[contract] = name;
    }

    /// <summary>Allows events of this contract to be received.</summary>
    /// <exception cref="EventContractException">The type has no name on the bus, or cannot be an event.</exception>
    public void Consume(Type contract)
    {
        Check(contract);
        Consume(contract, NameOf(contract));
    }

    internal void Consume(Type contract, EventName name)
    {
        Check(contract);
        _contracts.AddOrUpdate(name, [contract], (_, known) => known.Contains(contract) ? known : [.. known, contract]);
    }

    private static void Check(Type contract)
    {
        if (contract.IsAbstract)
            throw new EventContractException(
                $"{contract.FullName} cannot be a message type on EventBridge: an event is deserialized to a type that can be constructed. Use a record or class instead of an interface or abstract class.");
    }

    /// <summary>The name of a contract on the bus.</summary>
    /// <exception cref="EventContractException">The type has no name on the bus.</exception>
    public EventName NameOf(Type contract) => _names.GetOrAdd(contract, static type => type.GetCustomAttribute<EventAttribute>() is { } name
        ? new EventName(name.Source, name.DetailType, name.Version)
        : throw new EventContractException(
            $"{type.FullName} has no name on the bus. Put [Event(source, detailType)] on it, or call Event<{type.Name}>(source, detailType) on the bus configurator."));

    /// <summary>Versions of an event that consumers handle, in order; empty if they do not handle the event at all.</summary>
    internal IReadOnlyList<int> VersionsOf(string source, string detailType) =>
        [.. _contracts.Keys.Where(name => name.Source == source && name.DetailType == detailType).Select(name => name.Version).Order()];

    /// <summary>Whether consumers handle events of this name.</summary>
    internal bool IsConsumed(EventName name) => _contracts.ContainsKey(name);

    /// <summary>Finds the consumed contracts for an event of this name.</summary>
    internal bool TryGetContracts(EventName name, [NotNullWhen(true)] out Type[]? contracts) => _contracts.TryGetValue(name, out contracts);
}
