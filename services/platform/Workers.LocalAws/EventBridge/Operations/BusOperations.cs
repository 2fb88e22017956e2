using System.Text.Json;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge.Operations;

/// <summary>Creates, deletes, describes and lists buses.</summary>
internal sealed class BusOperations(BusStore buses)
{
    public ValueTask Create(AwsCall call)
    {
        var name = call.Input.RequiredName("Name", 256);
        if (call.Input.TryGet("EventSourceName", out _))
            throw EventBridgeError.Validation("LocalAws has no partner event sources: omit EventSourceName.");

        var tags = TagOperations.Read(call.Input);
        var bus = buses.Create(name, call.Input.Description());
        bus.ChangeTags(present => present.SetItems(tags));
        call.Output.WriteStartObject();
        call.Output.WriteString("EventBusArn", bus.Arn);
        call.Output.WriteOptional("Description", bus.Description);
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
        Write(call.Output, buses.Get(call.Input.Text("Name")));
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
        output.WriteString("Name", bus.Name);
        output.WriteString("Arn", bus.Arn);
        output.WriteOptional("Description", bus.Description);
        output.WriteTime("CreationTime", bus.CreatedAt);
        output.WriteTime("LastModifiedTime", bus.CreatedAt);
        output.WriteEndObject();
    }
}
