using System.Text.Json;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge.Operations;

/// <summary>Creates, updates, deletes, describes and lists buses.</summary>
internal sealed class BusOperations(BusStore buses, TimeProvider time)
{
    public ValueTask Create(AwsCall call)
    {
        var name = call.Input.RequiredName("Name", 256);
        if (call.Input.TryGet("EventSourceName", out _))
            throw EventBridgeError.Validation("LocalAws has no partner event sources: omit EventSourceName.");

        var tags = TagOperations.Read(call.Input);
        var bus = buses.Create(name, ReadSettings(call.Input));
        bus.ChangeTags(present => present.SetItems(tags));
        call.Output.WriteStartObject();
        call.Output.WriteString("EventBusArn", bus.Arn);
        WriteSettings(call.Output, bus.Settings);
        call.Output.WriteEndObject();
        return default;
    }

    public ValueTask Update(AwsCall call)
    {
        var bus = buses.Get(call.Input.Text("Name"));
        var (description, key, deadLetters) = ReadSettings(call.Input);
        bus.Change(
            present => new BusSettings(
                description ?? present.Description, key ?? present.KmsKeyIdentifier, deadLetters ?? present.DeadLetterConfig),
            time.GetUtcNow());
        call.Output.WriteStartObject();
        call.Output.WriteString("Arn", bus.Arn);
        call.Output.WriteString("Name", bus.Name);
        WriteSettings(call.Output, bus.Settings);
        call.Output.WriteEndObject();
        return default;
    }

    public ValueTask Delete(AwsCall call)
    {
        buses.Delete(call.Input.Required("Name"));
        return default;
    }

    public ValueTask Describe(AwsCall call)
    {
        var bus = buses.Get(call.Input.Text("Name"));
        call.Output.WriteStartObject();
        WriteMembers(call.Output, bus);
        WriteSettings(call.Output, bus.Settings);
        call.Output.WriteEndObject();
        return default;
    }

    public ValueTask List(AwsCall call)
    {
        var prefix = call.Input.Text("NamePrefix") ?? "";
        call.WritePage("EventBuses", buses.All.Where(bus => bus.Name.StartsWith(prefix, StringComparison.Ordinal)), bus => bus.Name, Write);
        return default;
    }

    private static void Write(Utf8JsonWriter output, EventBus bus)
    {
        output.WriteStartObject();
        WriteMembers(output, bus);
        output.WriteOptional("Description", bus.Settings.Description);
        output.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter output, EventBus bus)
    {
        output.WriteString("Name", bus.Name);
        output.WriteString("Arn", bus.Arn);
        output.WriteOptional("Policy", bus.Policy);
        output.WriteTime("CreationTime", bus.CreatedAt);
        output.WriteTime("LastModifiedTime", bus.ModifiedAt);
    }

    private static BusSettings ReadSettings(AwsInput input) =>
        new(input.Description(), input.Optional("KmsKeyIdentifier", 2048), input.Structure("DeadLetterConfig")?.Element.Clone());

    private static void WriteSettings(Utf8JsonWriter output, BusSettings settings)
    {
        output.WriteOptional("Description", settings.Description);
        output.WriteOptional("KmsKeyIdentifier", settings.KmsKeyIdentifier);
        if (settings.DeadLetterConfig is not { } deadLetters)
            return;
        output.WritePropertyName("DeadLetterConfig");
        deadLetters.WriteTo(output);
    }
}
