using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Workers.Contracts;
using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.Topology;

/// <summary>
/// Maps <c>source</c> and <c>detail-type</c> to message types and back. Types are added by the configured consumers, never from a
/// payload: a message cannot choose its type.
/// </summary>
public sealed class EventTypeMap
{
    private readonly ConcurrentDictionary<Type, EventName> _names = new();
    private readonly ConcurrentDictionary<EventName, ConsumedEvent> _consumed = new();

    /// <summary>Names a type that cannot have <see cref="EventAttribute"/>, such as the event of an AWS service.</summary>
    /// <exception cref="EventContractException">The type cannot be an event.</exception>
    public void Add(Type contract, EventName name)
    {
        Check(contract);
        _names[contract] = name;
    }

    /// <summary>
    /// Allows events of this message type to be received: its own event if it has a name, and the events of all contracts that derive from
    /// it, as far as they are known. Known are the contracts in its own assembly, and those that were added, named or consumed before.
    /// </summary>
    /// <exception cref="EventContractException">Neither the type nor a derived contract has a name on the bus, or the type cannot be an event.</exception>
    public void Consume(Type contract)
    {
        foreach (var (name, derived) in EventsOf(contract))
            Consume(contract, name, derived);
    }

    /// <summary>The name of a contract on the bus.</summary>
    /// <exception cref="EventContractException">The type has no name on the bus.</exception>
    public EventName NameOf(Type contract) => _names.GetOrAdd(contract, static type => Named(type) ?? throw new EventContractException(
        $"{type.FullName} has no name on the bus. Put [Event(source, detailType)] on it, or call Event<{type.Name}>(source, detailType) on the bus configurator."));

    /// <summary>Allows events of this name to be received as a message type.</summary>
    /// <param name="message">The message type.</param>
    /// <param name="name">The event.</param>
    /// <param name="contract">The type that the event is deserialized to; the message type, or derived from it.</param>
    internal void Consume(Type message, EventName name, Type contract) =>
        _consumed.AddOrUpdate(name, _ => new ConsumedEvent(message, contract), (_, known) => known.With(message, contract));

    /// <summary>The events that consumers of a message type receive, and the contract of each.</summary>
    /// <exception cref="EventContractException">There are none, or the type cannot be an event.</exception>
    internal IReadOnlyList<(EventName Name, Type Contract)> EventsOf(Type message)
    {
        List<(EventName Name, Type Contract)> events = [];
        if (_names.TryGetValue(message, out var own) || (own = Named(message)) is not null)
        {
            Check(message);
            events.Add((_names.GetOrAdd(message, own), message));
        }

        // Classes first: if an interface has the same name, the class says more about the event.
        var known = message.IsSealed ? [] : _names.Keys.Concat(message.Assembly.GetTypes().Where(type => Named(type) is not null));
        events.AddRange(known
            .Where(type => type != message && type.IsAssignableTo(message) && (type.IsInterface || !type.IsAbstract))
            .Distinct()
            .OrderBy(type => type.IsInterface)
            .ThenBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (NameOf(type), type)));
        return events.Count > 0 ? [.. events.DistinctBy(one => one.Name)] : throw new EventContractException(
            $"{message.FullName} has no name on the bus, and no known contract derives from it. Put [Event(source, detailType)] on it or on derived contracts in its assembly, or call Event<TDerived>() for contracts in other assemblies, or Event<{message.Name}>(source, detailType), on the bus configurator.");
    }

    /// <summary>Versions of an event that consumers handle, in order; empty if they do not handle the event at all.</summary>
    internal IReadOnlyList<int> VersionsOf(string source, string detailType) =>
        [.. _consumed.Keys.Where(name => name.Source == source && name.DetailType == detailType).Select(name => name.Version).Order()];

    /// <summary>The event of this detail type that consumers handle, if there is just one.</summary>
    internal EventName? OnlyOne(string detailType) => _consumed.Keys.Where(name => name.DetailType == detailType).Take(2).ToList() is [var only] ? only : null;

    /// <summary>Whether consumers handle events of this name.</summary>
    internal bool IsConsumed(EventName name) => _consumed.ContainsKey(name);

    /// <summary>Finds the message types that consumers receive events of this name as.</summary>
    internal bool TryGet(EventName name, [NotNullWhen(true)] out ConsumedEvent? consumed) => _consumed.TryGetValue(name, out consumed);

    private static EventName? Named(Type type) =>
        type.GetCustomAttribute<EventAttribute>() is { } name ? new EventName(name.Source, name.DetailType, name.Version) : null;

    private static void Check(Type contract)
    {
        OrderingKey.PropertyOf(contract);
        if (contract is { IsAbstract: true, IsInterface: false })
            throw new EventContractException(
                $"{contract.FullName} cannot be a contract on EventBridge: an event is deserialized to a type that can be constructed. Use a record, a class or an interface instead of an abstract class.");
        if (contract.IsInterface && InterfaceProblem(contract) is { } problem)
            throw new EventContractException(
                $"{contract.FullName} cannot be a contract on EventBridge: {problem}. Use an interface with properties only, or a record.");
    }

    private static string? InterfaceProblem(Type contract) => contract.IsGenericTypeDefinition || !contract.IsVisible
        ? "it is not public, so that no class can implement it"
        : contract.GetInterfaces().Prepend(contract).SelectMany(one => one.GetMethods()).FirstOrDefault(method => !method.IsSpecialName) is { } method
            ? $"it has the method {method.Name}"
            : null;
}
