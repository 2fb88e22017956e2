using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge.Operations;

/// <summary>The targets of a rule.</summary>
internal sealed class TargetOperations(BusStore buses, TargetReader reader)
{
    public ValueTask Put(AwsCall call)
    {
        var bus = buses.Get(call.Input.Text("EventBusName"));
        var name = call.Input.Required("Rule");
        var failed = new List<(string Id, string Code, string Message)>();
        var targets = new List<EventTarget>();
        foreach (var entry in call.Input.Structures("Targets") ?? [])
        {
            var place = $"targets.{targets.Count + failed.Count + 1}.member.";
            var (id, arn) = (entry.RequiredName("Id", 64, place), entry.Required("Arn", place));
            if (reader.WhyNot(arn) is { } problem)
                failed.Add((id, "ValidationException", problem));
            else
                targets.Add(reader.Read(entry, place, id, arn));
        }

        if (targets.Count + failed.Count == 0)
            throw EventBridgeInput.Constraint("Targets", "[]", "Member must have length greater than or equal to 1");

        bus.Change(name, rule =>
        {
            foreach (var target in targets)
                rule = rule with { Targets = rule.Targets.RemoveAll(present => present.Id == target.Id).Add(target) };
            return rule.Targets.Count <= EventRule.MaximumTargets
                ? rule
                : throw EventBridgeError.LimitExceeded();
        });
        WriteFailed(call, failed);
        return default;
    }

    public ValueTask Remove(AwsCall call)
    {
        var bus = buses.Get(call.Input.Text("EventBusName"));
        var ids = call.Input.Texts("Ids") ?? [];
        if (ids.Count == 0)
            throw EventBridgeInput.Constraint("Ids", "[]", "Member must have length greater than or equal to 1");

        bus.Change(call.Input.Required("Rule"), rule => rule with { Targets = rule.Targets.RemoveAll(target => ids.Contains(target.Id)) });
        WriteFailed(call, []);
        return default;
    }

    public ValueTask List(AwsCall call)
    {
        var rule = buses.Get(call.Input.Text("EventBusName")).Rule(call.Input.Required("Rule"));
        call.WritePage(
            "Targets",
            rule.Targets.OrderBy(target => target.Id, StringComparer.Ordinal),
            target => target.Id,
            (output, target) => target.Definition.WriteTo(output));
        return default;
    }

    private static void WriteFailed(AwsCall call, List<(string Id, string Code, string Message)> failed)
    {
        call.Output.WriteStartObject();
        call.Output.WriteNumber("FailedEntryCount", failed.Count);
        call.Output.WriteStartArray("FailedEntries");
        foreach (var (id, code, message) in failed)
        {
            call.Output.WriteStartObject();
            call.Output.WriteString("TargetId", id);
            call.Output.WriteString("ErrorCode", code);
            call.Output.WriteString("ErrorMessage", message);
            call.Output.WriteEndObject();
        }

        call.Output.WriteEndArray();
        call.Output.WriteEndObject();
    }
}
