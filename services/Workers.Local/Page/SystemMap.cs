using System.Text.Json;
using Workers.Local.Control;
using Workers.Local.Processes;

namespace Workers.Local.Page;

/// <summary>What the map shows: the way of the events, with what is on it. Rates are for who looks twice to work out.</summary>
/// <param name="At">When this was so, in milliseconds since 1970.</param>
/// <param name="Bus">The bus.</param>
/// <param name="Events">Events that it took so far.</param>
/// <param name="Storefront">Where most events come from.</param>
/// <param name="Gateway">Whom payments are asked of.</param>
/// <param name="Routes">From the bus on, each rule with its queue and its worker.</param>
/// <param name="DeadLetters">Messages in all dead-letter queues.</param>
/// <param name="RefusedEvents">Events in all outboxes that EventBridge refused for good.</param>
/// <param name="TracesGoTo">Where traces go when it is not here; null when it is.</param>
internal sealed record SystemMap(
    long At,
    string Bus,
    long Events,
    ServiceState Storefront,
    ServiceState Gateway,
    IReadOnlyList<RouteOfEvents> Routes,
    int DeadLetters,
    int RefusedEvents,
    string? TracesGoTo)
{
    public static SystemMap Of(LocalSystem system, Topology topology, IReadOnlyDictionary<string, ServiceState> services)
    {
        var installation = system.Installation;
        var bus = topology.Buses.FirstOrDefault(bus => bus.Name == installation.Bus);
        var workers = installation.Services.Workers.ToDictionary(worker => worker.Subscription!.Queue, StringComparer.Ordinal);
        return new SystemMap(
            DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            installation.Bus,
            bus?.Events ?? 0,
            services[installation.Services.Storefront.Name],
            services[installation.Services.Gateway.Name],
            [.. bus?.Rules.SelectMany(Routes) ?? []],
            topology.DeadLetterQueues.Sum(queue => queue.Count),
            services.Values.Sum(service => service.RefusedEvents),
            system.TracesGoTo);

        IEnumerable<RouteOfEvents> Routes(RuleCounts rule) =>
            topology.Queues.Where(queue => rule.Targets.Contains(queue.Arn)).Select(queue => Route(rule, queue));

        RouteOfEvents Route(RuleCounts rule, QueueCounts queue) => new(
            rule.Name,
            rule.Enabled,
            DetailTypes(rule.Pattern),
            rule.Pattern,
            rule.Matched,
            queue,
            topology.Queues.FirstOrDefault(other => other.Name == queue.DeadLetterQueue)?.Count,
            workers.TryGetValue(queue.Name, out var worker) ? services[worker.Name] : null);
    }

    private static IReadOnlyList<string> DetailTypes(string pattern)
    {
        using var json = JsonDocument.Parse(pattern);
        return json.RootElement.TryGetProperty("detail-type", out var types) && types.ValueKind == JsonValueKind.Array
            ? [.. types.EnumerateArray().Select(type => type.ToString())]
            : [];
    }
}

/// <summary>A rule, its queue, and the worker at the end of it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="IsEnabled">Whether it lets anything through.</param>
/// <param name="DetailTypes">The kinds of events that it is about.</param>
/// <param name="Pattern">All that it asks for.</param>
/// <param name="Matched">Events that it let through so far.</param>
/// <param name="Queue">Where they go.</param>
/// <param name="DeadLetters">What was given up; null when the queue has no dead-letter queue.</param>
/// <param name="Worker">Who takes them; null when it is none of ours.</param>
internal sealed record RouteOfEvents(
    string Rule,
    bool IsEnabled,
    IReadOnlyList<string> DetailTypes,
    string Pattern,
    long Matched,
    QueueCounts Queue,
    int? DeadLetters,
    ServiceState? Worker);
