using System.Text.Json;
using Workers.LocalAws.EventBridge.Archives;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.EventBridge.Operations;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.Storage;

/// <summary>The file with the buses, their rules and targets, and the archives and replays.</summary>
internal sealed class BusState(LocalAwsOptions options, BusStore buses, EventDelivery delivery)
{
    private readonly TargetReader _targets = new(options);

    public IStateFile File(DataDirectory directory) => new StateFile<SavedEventBridge>(
        directory,
        "buses.json",
        options,
        buses.Changes,
        // An active replay sends what the archive has, and is copied first: after a crash it may send something again.
        copy: () => new SavedEventBridge(
            [.. buses.Replays.All.Select(replay => replay.Copy())],
            [.. buses.All.Select(Copy)],
            [.. buses.Archives.All.Select(archive => archive.Copy())]),
        restore: Restore);

    private static SavedBus Copy(EventBus bus) => new(
        bus.Name,
        bus.Settings,
        bus.CreatedAt,
        bus.ModifiedAt,
        new(bus.Tags, StringComparer.Ordinal),
        [.. bus.Rules.Values.Select(Copy)],
        bus.Policy);

    private static SavedRule Copy(EventRule rule) => new(
        rule.Name,
        rule.PatternText,
        rule.State,
        new(rule.Tags, StringComparer.Ordinal),
        [.. rule.Targets.Select(target => target.Definition)],
        rule.Description,
        rule.RoleArn);

    private void Restore(SavedEventBridge saved)
    {
        foreach (var bus in saved.Buses)
            Restore(bus);
        foreach (var archive in saved.Archives)
            buses.Archives.Restore(archive, buses.Find(archive.BusArn));
        foreach (var replay in saved.Replays)
        {
            var request = new ReplayRequest(
                replay.Name,
                replay.Description,
                replay.ArchiveArn,
                buses.Archives.FindByArn(replay.ArchiveArn),
                replay.EventStartTime,
                replay.EventEndTime,
                replay.Destination);
            buses.Replays.Restore(replay, request, ReplayOperations.Sender(buses, delivery, new AwsInput(replay.Destination)));
        }
    }

    private void Restore(SavedBus saved)
    {
        var bus = buses.Restore(saved.Name, saved.Settings, saved.CreatedAt);
        bus.Change(settings => settings, saved.ModifiedAt);
        bus.ChangePolicy(_ => saved.Policy);
        bus.ChangeTags(tags => tags.SetItems(saved.Tags));
        foreach (var rule in saved.Rules)
            bus.Put(rule.Name, _ => Rule(bus, rule));
    }

    private EventRule Rule(EventBus bus, SavedRule saved)
    {
        var rule = new EventRule(saved.Name, buses.RuleArn(bus, saved.Name), saved.Pattern, PatternOperations.Parse(saved.Pattern));
        return rule with
        {
            State = saved.State,
            Description = saved.Description,
            RoleArn = saved.RoleArn,
            Tags = rule.Tags.SetItems(saved.Tags),
            Targets = [.. saved.Targets.Select(Target)],
        };
    }

    private EventTarget Target(JsonElement definition)
    {
        var input = new AwsInput(definition);
        return _targets.Read(input, "targets.", input.Required("Id"), input.Required("Arn"));
    }
}

/// <summary>The state of EventBridge in a snapshot.</summary>
internal sealed record SavedEventBridge(SavedReplay[] Replays, SavedBus[] Buses, SavedArchive[] Archives);

/// <summary>A bus in a snapshot.</summary>
internal sealed record SavedBus(
    string Name,
    BusSettings Settings,
    DateTimeOffset CreatedAt,
    DateTimeOffset ModifiedAt,
    SortedDictionary<string, string> Tags,
    SavedRule[] Rules,
    string? Policy = null);

/// <summary>A rule in a snapshot, with the client's definitions of its targets.</summary>
internal sealed record SavedRule(
    string Name,
    string Pattern,
    string State,
    SortedDictionary<string, string> Tags,
    JsonElement[] Targets,
    string? Description = null,
    string? RoleArn = null);
