using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.EventBridge.Operations;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge;

/// <summary>EventBridge over AWS JSON 1.1.</summary>
internal static class EventBridgeService
{
    public static AwsService Create(BusStore store, EventDelivery delivery, LocalAwsOptions options, ILoggerFactory logging)
    {
        var buses = new BusOperations(store, options.TimeProvider);
        var rules = new RuleOperations(store, options);
        var targets = new TargetOperations(store, new TargetReader(options));
        var tags = new TagOperations(store);
        var permissions = new PermissionOperations(store);
        var events = new PutEventsOperation(store, delivery, options, logging.CreateLogger<PutEventsOperation>());
        var archives = new ArchiveOperations(store);
        var replays = new ReplayOperations(store, delivery);

        return new AwsService("events", "AWSEvents", "application/x-amz-json-1.1", new Dictionary<string, AwsOperation>
        {
            ["CreateEventBus"] = buses.Create,
            ["DeleteEventBus"] = buses.Delete,
            ["UpdateEventBus"] = buses.Update,
            ["PutPermission"] = permissions.Put,
            ["RemovePermission"] = permissions.Remove,
            ["DescribeEventBus"] = buses.Describe,
            ["ListEventBuses"] = buses.List,
            ["PutRule"] = rules.Put,
            ["DescribeRule"] = rules.Describe,
            ["ListRules"] = rules.List,
            ["ListRuleNamesByTarget"] = rules.ListByTarget,
            ["DeleteRule"] = rules.Delete,
            ["EnableRule"] = rules.Enable,
            ["DisableRule"] = rules.Disable,
            ["PutTargets"] = targets.Put,
            ["RemoveTargets"] = targets.Remove,
            ["ListTargetsByRule"] = targets.List,
            ["TagResource"] = tags.Tag,
            ["UntagResource"] = tags.Untag,
            ["ListTagsForResource"] = tags.List,
            ["PutEvents"] = events.Put,
            ["CreateArchive"] = archives.Create,
            ["UpdateArchive"] = archives.Update,
            ["DescribeArchive"] = archives.Describe,
            ["ListArchives"] = archives.List,
            ["DeleteArchive"] = archives.Delete,
            ["StartReplay"] = replays.Start,
            ["DescribeReplay"] = replays.Describe,
            ["ListReplays"] = replays.List,
            ["CancelReplay"] = replays.Cancel,
            ["TestEventPattern"] = PatternOperations.Test,
            ["ListConnections"] = EmptyLists.Of("Connections"),
            ["ListApiDestinations"] = EmptyLists.Of("ApiDestinations"),
            ["ListEndpoints"] = EmptyLists.Of("Endpoints"),
            ["ListEventSources"] = EmptyLists.Of("EventSources"),
            ["ListPartnerEventSources"] = EmptyLists.Of("PartnerEventSources"),
        }.ToFrozenDictionary(StringComparer.Ordinal))
        {
            Throttled = EventBridgeError.Throttled,
        };
    }
}
