using System.Text.Json;
using Workers.LocalAws.EventBridge.Archives;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge.Operations;

/// <summary>Creates, updates, describes, lists and deletes archives.</summary>
internal sealed class ArchiveOperations(BusStore buses)
{
    // Events are kept at once: there is no time in between with another state.
    private const string State = "ENABLED";

    public ValueTask Create(AwsCall call)
    {
        var input = call.Input;
        var name = input.RequiredName("ArchiveName", 48);
        var bus = buses.GetByArn(input.Required("EventSourceArn"), "EventSourceArn");
        var pattern = input.Text("EventPattern");
        WriteState(call, buses.Archives.Create(name, bus, new ArchiveSettings(
            input.Description(),
            pattern,
            pattern is null ? null : PatternOperations.Parse(pattern),
            RetentionDays(input) ?? 0)));
        return default;
    }

    public ValueTask Update(AwsCall call)
    {
        var input = call.Input;
        var name = input.RequiredName("ArchiveName", 48);
        var (description, pattern, days) = (input.Description(), input.Text("EventPattern"), RetentionDays(input));
        if (description is null && pattern is null && days is null)
            throw EventBridgeError.Validation("At least one of EventPattern, RetentionDays or Description must be provided.");

        var archive = buses.Archives.Get(name);
        var compiled = pattern is null ? null : PatternOperations.Parse(pattern);
        archive.Update(present => new ArchiveSettings(
            description ?? present.Description, pattern ?? present.PatternText, compiled ?? present.Pattern, days ?? present.RetentionDays));
        WriteState(call, archive);
        return default;
    }

    public ValueTask Describe(AwsCall call)
    {
        var archive = buses.Archives.Get(call.Input.Required("ArchiveName"));
        var output = call.Output;
        output.WriteStartObject();
        output.WriteString("ArchiveArn", archive.Arn);
        output.WriteOptional("Description", archive.Settings.Description);
        output.WriteOptional("EventPattern", archive.Settings.PatternText);
        WriteMembers(output, archive);
        output.WriteEndObject();
        return default;
    }

    public ValueTask List(AwsCall call)
    {
        var filter = ListFilter.Read(call, buses);
        call.WritePage(
            "Archives",
            buses.Archives.All.Where(archive => filter.Matches(archive.Name, archive.BusArn, State)),
            archive => archive.Name,
            (output, archive) =>
            {
                output.WriteStartObject();
                WriteMembers(output, archive);
                output.WriteEndObject();
            });
        return default;
    }

    public ValueTask Delete(AwsCall call)
    {
        var archive = buses.Archives.Get(call.Input.Required("ArchiveName"));
        buses.Archives.Delete(archive.Name, buses.Find(archive.BusArn));
        return default;
    }

    private static int? RetentionDays(AwsInput input) => input.Integer("RetentionDays") is < 0 and var days
        ? throw EventBridgeInput.Constraint("RetentionDays", days, "Member must have value greater than or equal to 0")
        : input.Integer("RetentionDays");

    private static void WriteState(AwsCall call, EventArchive archive)
    {
        call.Output.WriteStartObject();
        call.Output.WriteString("ArchiveArn", archive.Arn);
        call.Output.WriteString("State", State);
        call.Output.WriteTime("CreationTime", archive.CreatedAt);
        call.Output.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter output, EventArchive archive)
    {
        var (count, bytes) = archive.Size;
        output.WriteString("ArchiveName", archive.Name);
        output.WriteString("EventSourceArn", archive.BusArn);
        output.WriteString("State", State);
        output.WriteNumber("RetentionDays", archive.Settings.RetentionDays);
        output.WriteNumber("SizeBytes", bytes);
        output.WriteNumber("EventCount", count);
        output.WriteTime("CreationTime", archive.CreatedAt);
    }
}
