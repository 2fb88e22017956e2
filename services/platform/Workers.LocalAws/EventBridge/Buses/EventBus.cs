using System.Collections.Immutable;
using Workers.LocalAws.EventBridge.Archives;
using Workers.LocalAws.Storage;

namespace Workers.LocalAws.EventBridge.Buses;

/// <summary>A bus and its rules. Events are matched without a lock, against the current rules.</summary>
internal sealed class EventBus(string name, string arn, BusSettings settings, DateTimeOffset createdAt, ChangeCounter changes)
{
    private readonly Lock _lock = new();
    private volatile ImmutableSortedDictionary<string, EventRule> _rules =
        ImmutableSortedDictionary.Create<string, EventRule>(StringComparer.Ordinal);

    private volatile EventArchive[] _archives = [];

    public string Name => name;

    public string Arn => arn;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset ModifiedAt { get; private set; } = createdAt;

    public BusSettings Settings { get; private set; } = settings;

    /// <summary>The resource policy, as JSON.</summary>
    public string? Policy { get; private set; }

    /// <summary>Accepted events.</summary>
    public EventCounter Events { get; } = new();

    /// <summary>The same events, by source.</summary>
    public SourceCounters Sources { get; } = new();

    public ImmutableSortedDictionary<string, string> Tags { get; private set; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, EventRule> Rules => _rules;

    /// <summary>The archives of its events.</summary>
    public ReadOnlySpan<EventArchive> Archives => _archives;

    public EventRule Rule(string rule) => _rules.GetValueOrDefault(rule) ?? throw EventBridgeError.RuleNotFound(rule, name);

    /// <summary>Creates or replaces a rule.</summary>
    public EventRule Put(string rule, Func<EventRule?, EventRule> create)
    {
        lock (_lock)
        {
            var put = create(_rules.GetValueOrDefault(rule));
            _rules = _rules.SetItem(rule, put);
            changes.Add();
            return put;
        }
    }

    /// <exception cref="Http.AwsException">The rule does not exist.</exception>
    public EventRule Change(string rule, Func<EventRule, EventRule> change) =>
        Put(rule, present => change(present ?? throw EventBridgeError.RuleNotFound(rule, name)));

    /// <summary>Deletes the rule; a missing rule is not an error, as in AWS.</summary>
    public void Delete(string rule)
    {
        lock (_lock)
        {
            if (_rules.GetValueOrDefault(rule)?.Targets.IsEmpty == false)
                throw EventBridgeError.Validation("Rule can't be deleted since it has targets.");
            _rules = _rules.Remove(rule);
            changes.Add();
        }
    }

    public void Change(Func<BusSettings, BusSettings> change, DateTimeOffset at)
    {
        lock (_lock)
            (Settings, ModifiedAt) = (change(Settings), at);
        changes.Add();
    }

    public void ChangePolicy(Func<string?, string?> change)
    {
        lock (_lock)
            Policy = change(Policy);
        changes.Add();
    }

    public void Add(EventArchive archive)
    {
        lock (_lock)
            _archives = [.. _archives, archive];
    }

    public void Remove(EventArchive archive)
    {
        lock (_lock)
            _archives = [.. _archives.Where(present => present != archive)];
    }

    public void ChangeTags(Func<ImmutableSortedDictionary<string, string>, ImmutableSortedDictionary<string, string>> change)
    {
        lock (_lock)
            Tags = change(Tags);
        changes.Add();
    }
}
