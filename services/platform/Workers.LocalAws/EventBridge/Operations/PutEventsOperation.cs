using System.Text;
using Microsoft.Extensions.Logging;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.Faults;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge.Operations;

/// <summary>PutEvents: up to ten events; each is accepted or rejected on its own. All are delivered before the response.</summary>
internal sealed partial class PutEventsOperation(
    BusStore buses, EventDelivery delivery, LocalAwsOptions options, ILogger<PutEventsOperation> logger)
{
    private const int MaximumEntries = 10;

    private readonly EventEnvelope _envelope = new(options);

    public ValueTask Put(AwsCall call)
    {
        var inputs = call.Input.Structures("Entries") ?? [];
        if (inputs.Count is 0 or > MaximumEntries)
        {
            throw EventBridgeInput.Constraint("Entries", $"[{inputs.Count} entries]", inputs.Count == 0
                ? "Member must have length greater than or equal to 1"
                : $"Member must have length less than or equal to {MaximumEntries}");
        }

        // Read all before the first is delivered: a request that is rejected as a whole must have no effect.
        var entries = inputs.ConvertAll(PutEventsEntry.Read);
        if (entries.Sum(entry => entry.Bytes) > options.PutEventsMaximumBytes)
            throw EventBridgeError.Validation("Total size of the entries in the request is over the limit.");

        var results = entries.ConvertAll(entry => Deliver(entry, call.Faults));
        call.Output.WriteStartObject();
        call.Output.WriteNumber("FailedEntryCount", results.Count(result => result.Id is null));
        call.Output.WriteStartArray("Entries");
        foreach (var (id, code, message) in results)
        {
            call.Output.WriteStartObject();
            call.Output.WriteOptional("EventId", id);
            call.Output.WriteOptional("ErrorCode", code);
            call.Output.WriteOptional("ErrorMessage", message);
            call.Output.WriteEndObject();
        }

        call.Output.WriteEndArray();
        call.Output.WriteEndObject();
        return default;
    }

    private (string? Id, string? Code, string? Message) Deliver(PutEventsEntry entry, CallFaults? faults)
    {
        if (entry.Problem() is var (code, message))
            return (null, code, message);
        if (faults?.FailsEntry() == true)
        {
            var error = faults.Either(EventBridgeError.Throttled(), AwsException.Failure());
            return (null, error.Code, error.Message);
        }

        var id = Guid.NewGuid().ToString();

        // As in AWS: it returns an id, and the event is lost.
        if (buses.Find(entry.BusName) is not { } bus)
        {
            LogNoBus(logger, entry.DetailType!, entry.Source!, entry.BusName!);
            return (id, null, null);
        }

        var at = entry.Time ?? options.TimeProvider.GetUtcNow();
        var envelope = _envelope.Create(id, entry.Source!, entry.DetailType!, entry.Detail!, at, entry.Resources);
        delivery.Deliver(bus, new BusEvent(entry.Source!, at, envelope, entry.TraceHeader));
        return (id, null, null);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Event {DetailType} of {Source} is lost: there is no event bus '{Bus}'. AWS also reports success")]
    static partial void LogNoBus(ILogger logger, string detailType, string source, string bus);
}
