using System.Text.Json;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge.Operations;

/// <summary>Creates, deletes, changes, describes and lists rules.</summary>
internal sealed class RuleOperations(BusStore buses, LocalAwsOptions options)
{
    /// <summary>The default of the quota "Event pattern size".</summary>
    private const int MaximumPatternLength = 2048;

    public ValueTask Put(AwsCall call)
    {
        var input = call.Input;
        var name = input.RequiredName("Name", 64);
        var bus = buses.Get(input.Text("EventBusName"));
        if (!string.IsNullOrEmpty(input.Text("ScheduleExpression")))
        {
            throw EventBridgeError.Validation(
                "Parameter ScheduleExpression is not valid. Reason: LocalAws runs no schedules; use an EventPattern.");
        }

        if (input.Text("EventPattern") is not { Length: > 0 } text)
            throw EventBridgeError.Validation("Parameter(s) EventPattern or ScheduleExpression must be specified.");

        if (text.Length > MaximumPatternLength)
        {
            throw EventBridgeError.LimitExceeded(
                $"The requested resource exceeds the maximum number allowed.\n An event pattern has at most {MaximumPatternLength} characters.");
        }

        var state = input.Text("State") ?? "ENABLED";
        if (state is not ("ENABLED" or "DISABLED" or "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"))
        {
            throw EventBridgeInput.Constraint(
                "State", state, "Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]");
        }

        var tags = TagOperations.Read(input);
        // As in AWS, a rule is replaced as a whole, but keeps its targets and tags.
        var replacement = new EventRule(name, buses.RuleArn(bus, name), text, PatternOperations.Parse(text))
        {
            State = state,
            Description = input.Description(),
            RoleArn = input.Text("RoleArn"),
        };
        var rule = bus.Put(name, present => present is null
            ? replacement with { Tags = replacement.Tags.SetItems(tags) }
            : replacement with { Tags = present.Tags, Targets = present.Targets, Matches = present.Matches });

        call.Output.WriteStartObject();
        call.Output.WriteString("RuleArn", rule.Arn);
        call.Output.WriteEndObject();
        return default;
    }

    public ValueTask Describe(AwsCall call)
    {
        var bus = Bus(call);
        Write(call.Output, bus, bus.Rule(call.Input.Required("Name")), createdBy: options.AccountId);
        return default;
    }

    public ValueTask List(AwsCall call)
    {
        var bus = Bus(call);
        var prefix = call.Input.Text("NamePrefix") ?? "";
        call.WritePage(
            "Rules",
            bus.Rules.Values.Where(rule => rule.Name.StartsWith(prefix, StringComparison.Ordinal)),
            rule => rule.Name,
            (output, rule) => Write(output, bus, rule));
        return default;
    }

    public ValueTask ListByTarget(AwsCall call)
    {
        var arn = call.Input.Required("TargetArn");
        call.WritePage(
            "RuleNames",
            Bus(call).Rules.Values.Where(rule => rule.Targets.Exists(target => target.Arn == arn)),
            rule => rule.Name,
            (output, rule) => output.WriteStringValue(rule.Name));
        return default;
    }

    public ValueTask Delete(AwsCall call)
    {
        Bus(call).Delete(call.Input.Required("Name"));
        return default;
    }

    public ValueTask Enable(AwsCall call) => SetState(call, "ENABLED");

    public ValueTask Disable(AwsCall call) => SetState(call, "DISABLED");

    private ValueTask SetState(AwsCall call, string state)
    {
        Bus(call).Change(call.Input.Required("Name"), rule => rule with { State = state });
        return default;
    }

    private EventBus Bus(AwsCall call) => buses.Get(call.Input.Text("EventBusName"));

    private static void Write(Utf8JsonWriter output, EventBus bus, EventRule rule, string? createdBy = null)
    {
        output.WriteStartObject();
        output.WriteString("Name", rule.Name);
        output.WriteString("Arn", rule.Arn);
        output.WriteString("EventPattern", rule.PatternText);
        output.WriteString("State", rule.State);
        output.WriteOptional("Description", rule.Description);
        output.WriteOptional("RoleArn", rule.RoleArn);
        output.WriteString("EventBusName", bus.Name);
        output.WriteOptional("CreatedBy", createdBy);
        output.WriteEndObject();
    }
}
