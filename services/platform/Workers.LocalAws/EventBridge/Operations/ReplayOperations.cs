using System.Text.Json;
using Workers.LocalAws.EventBridge.Archives;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge.Operations;

/// <summary>Starts, describes, lists and cancels replays.</summary>
internal sealed class ReplayOperations(BusStore buses, EventDelivery delivery)
{
    public ValueTask Start(AwsCall call)
    {
        var input = call.Input;
        var name = input.RequiredName("ReplayName", 64);
        var archiveArn = input.Required("EventSourceArn");
        if (input.Structure("Destination") is not { } destination)
            throw EventBridgeInput.Missing("Destination");
        var (start, end) = (RequiredTime(input, "EventStartTime"), RequiredTime(input, "EventEndTime"));
        if (start >= end)
            throw NotValid("EventEndTime", "EventStartTime must be before EventEndTime.");
        var archive = buses.Archives.FindByArn(archiveArn)
            ?? throw NotValid("EventSourceArn", $"Archive {archiveArn[(archiveArn.LastIndexOf('/') + 1)..]} does not exist.");
        var bus = buses.GetByArn(destination.Required("Arn", "destination."), "Destination.Arn");
        if (bus.Arn != archive.BusArn)
            throw NotValid("Destination.Arn", "Cross event bus replay is not permitted.");
        CheckRules(destination, bus);

        var replay = buses.Replays.Start(
            new ReplayRequest(name, input.Description(), archive.Arn, archive, start, end, destination.Element.Clone()),
            Sender(buses, delivery, destination));
        call.Output.WriteStartObject();
        call.Output.WriteString("ReplayArn", replay.Arn);
        call.Output.WriteString("State", Text(replay.State));
        call.Output.WriteTime("ReplayStartTime", replay.StartedAt);
        call.Output.WriteEndObject();
        return default;
    }

    public ValueTask Describe(AwsCall call)
    {
        var replay = buses.Replays.Get(call.Input.Required("ReplayName"));
        var output = call.Output;
        output.WriteStartObject();
        output.WriteString("ReplayArn", replay.Arn);
        output.WriteOptional("Description", replay.Request.Description);
        output.WriteOptional("StateReason", replay.StateReason);
        output.WritePropertyName("Destination");
        replay.Request.Destination.WriteTo(output);
        WriteMembers(output, replay);
        output.WriteEndObject();
        return default;
    }

    public ValueTask List(AwsCall call)
    {
        var filter = ListFilter.Read(call, "ListReplays");
        call.WritePage(
            "Replays",
            buses.Replays.All.Where(replay => filter.Matches(replay.Request.Name, replay.Request.ArchiveArn, Text(replay.State))),
            replay => replay.Request.Name,
            (output, replay) =>
            {
                output.WriteStartObject();
                WriteMembers(output, replay);
                output.WriteEndObject();
            });
        return default;
    }

    public ValueTask Cancel(AwsCall call)
    {
        var replay = buses.Replays.Get(call.Input.Required("ReplayName"));
        if (!replay.Cancel())
            throw EventBridgeError.IllegalStatus($"Replay {replay.Request.Name} is not in a valid state for this operation.");
        call.Output.WriteStartObject();
        call.Output.WriteString("ReplayArn", replay.Arn);
        call.Output.WriteString("State", Text(replay.State));
        call.Output.WriteEndObject();
        return default;
    }

    /// <summary>Sends an event to the bus of a destination, and there to its rules, or to all.</summary>
    public static Action<BusEvent> Sender(BusStore buses, EventDelivery delivery, AwsInput destination)
    {
        var bus = destination.Required("Arn", "destination.");
        var rules = destination.Texts("FilterArns") is { Count: > 0 } arns ? arns.ToHashSet(StringComparer.Ordinal) : null;
        return archived => delivery.Deliver(buses.GetByArn(bus, "Destination.Arn"), archived, rules);
    }

    private static void CheckRules(AwsInput destination, EventBus bus)
    {
        var missing = destination.Texts("FilterArns")?.Find(arn => !bus.Rules.Values.Any(rule => rule.Arn == arn));
        if (missing is not null)
            throw NotValid("Destination.FilterArns", $"{missing} is not a rule of event bus {bus.Name}.");
    }

    private static DateTimeOffset RequiredTime(AwsInput input, string name) => input.Time(name) ?? throw EventBridgeInput.Missing(name);

    private static AwsException NotValid(string name, string reason) =>
        EventBridgeError.Validation($"Parameter {name} is not valid. Reason: {reason}");

    private static string Text(ReplayState state) => state.ToString().ToUpperInvariant();

    private static void WriteMembers(Utf8JsonWriter output, EventReplay replay)
    {
        output.WriteString("ReplayName", replay.Request.Name);
        output.WriteString("EventSourceArn", replay.Request.ArchiveArn);
        output.WriteString("State", Text(replay.State));
        output.WriteTime("EventStartTime", replay.Request.EventStartTime);
        output.WriteTime("EventEndTime", replay.Request.EventEndTime);
        output.WriteTime("EventLastReplayedTime", replay.LastReplayedTime);
        output.WriteTime("ReplayStartTime", replay.StartedAt);
        output.WriteTime("ReplayEndTime", replay.EndedAt);
    }
}
