using System.Collections.Concurrent;
using Workers.LocalAws.EventBridge.Archives;
using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.Storage;

namespace Workers.LocalAws.EventBridge.Buses;

/// <summary>The buses of one server, their archives and replays, and the log groups. The bus <c>default</c> always exists.</summary>
internal sealed class BusStore : IDisposable
{
    public const string Default = "default";

    private readonly ConcurrentDictionary<string, EventBus> _buses = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly string _arnPrefix;

    public BusStore(LocalAwsOptions options)
    {
        _time = options.TimeProvider;
        Archives = new ArchiveStore(options, Changes);
        Replays = new ReplayStore(options, Changes);
        _arnPrefix = $"arn:aws:events:{options.Region}:{options.AccountId}:";
        Create(Default, new BusSettings(null, null, null));
    }

    /// <summary>Counts the changes of the buses, and of all that they have.</summary>
    public ChangeCounter Changes { get; } = new();

    public ArchiveStore Archives { get; }

    public ReplayStore Replays { get; }

    public LogGroups LogGroups { get; } = new();

    public IEnumerable<EventBus> All => _buses.Values.OrderBy(bus => bus.Name, StringComparer.Ordinal);

    public EventBus Create(string name, BusSettings settings)
    {
        var bus = New(name, settings, _time.GetUtcNow());
        if (!_buses.TryAdd(name, bus))
            throw EventBridgeError.Exists("Event bus", name);
        Changes.Add();
        return bus;
    }

    /// <summary>Adds a bus of a snapshot, in place of the default bus if it is that.</summary>
    public EventBus Restore(string name, BusSettings settings, DateTimeOffset createdAt) => _buses[name] = New(name, settings, createdAt);

    /// <summary>Deletes the bus; a missing bus is not an error, as in AWS.</summary>
    public void Delete(string nameOrArn)
    {
        if (Find(nameOrArn) is not { } bus)
            return;
        if (bus.Name == Default)
            throw EventBridgeError.Validation("Cannot delete event bus default.");
        if (!bus.Rules.IsEmpty)
            throw EventBridgeError.Validation("Event bus can't be deleted since it has rules.");
        _buses.TryRemove(bus.Name, out _);
        Changes.Add();
    }

    /// <summary>The bus by name or ARN; without either, the default bus.</summary>
    public EventBus? Find(string? nameOrArn)
    {
        if (string.IsNullOrEmpty(nameOrArn))
            return _buses[Default];
        var prefix = _arnPrefix + "event-bus/";
        return _buses.GetValueOrDefault(nameOrArn.StartsWith(prefix, StringComparison.Ordinal) ? nameOrArn[prefix.Length..] : nameOrArn);
    }

    public EventBus Get(string? nameOrArn) => Find(nameOrArn) ?? throw EventBridgeError.BusNotFound(nameOrArn!);

    /// <param name="arn">The ARN.</param>
    /// <param name="parameter">The parameter with it, for the error.</param>
    public EventBus GetByArn(string arn, string parameter)
    {
        var parts = arn.Split(':', 6);
        return parts.Length == 6 && parts[2] == "events" && parts[5].StartsWith("event-bus/", StringComparison.Ordinal)
            ? Find(arn) ?? throw EventBridgeError.BusNotFound(parts[5]["event-bus/".Length..])
            : throw EventBridgeError.Validation($"Parameter {parameter} is not valid. Reason: Must contain an event bus ARN.");
    }

    public string RuleArn(EventBus bus, string rule) => $"{_arnPrefix}rule/{(bus.Name == Default ? "" : bus.Name + "/")}{rule}";

    public void Dispose() => Replays.Dispose();

    /// <summary>The bus, and the name of the rule if the ARN is a rule's.</summary>
    public (EventBus Bus, string? Rule) Resource(string arn)
    {
        if (arn.StartsWith(_arnPrefix + "rule/", StringComparison.Ordinal))
        {
            var names = arn[(_arnPrefix.Length + "rule/".Length)..].Split('/');
            var owner = Get(names.Length > 1 ? names[0] : Default);
            return (owner, owner.Rule(names[^1]).Name);
        }

        if (arn.StartsWith(_arnPrefix + "event-bus/", StringComparison.Ordinal))
            return (Find(arn) ?? throw EventBridgeError.BusNotFound(arn[(_arnPrefix.Length + "event-bus/".Length)..]), null);

        throw EventBridgeError.ResourceNotFound(arn);
    }

    private EventBus New(string name, BusSettings settings, DateTimeOffset createdAt) =>
        new(name, $"{_arnPrefix}event-bus/{name}", settings, createdAt, Changes);
}
