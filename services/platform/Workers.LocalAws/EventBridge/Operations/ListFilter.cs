using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge.Operations;

/// <summary>The filter of ListArchives and ListReplays: a prefix of the name, the source, or the state.</summary>
internal sealed record ListFilter(string? NamePrefix, string? EventSourceArn, string? State)
{
    /// <summary>Reads the filter of a list of archives, whose source is a bus.</summary>
    public static ListFilter Read(AwsCall call, BusStore buses)
    {
        var filter = Read(call, "ListArchives");
        if (filter.EventSourceArn is { } arn)
            buses.GetByArn(arn, "EventSourceArn");
        return filter;
    }

    public static ListFilter Read(AwsCall call, string operation)
    {
        var filter = new ListFilter(call.Input.Text("NamePrefix"), call.Input.Text("EventSourceArn"), call.Input.Text("State"));
        return new[] { filter.NamePrefix, filter.EventSourceArn, filter.State }.Count(value => value is not null) <= 1
            ? filter
            : throw EventBridgeError.Validation(
                $"At most one filter is allowed for {operation}. Use either : State, EventSourceArn, or NamePrefix.");
    }

    public bool Matches(string name, string eventSourceArn, string state) =>
        name.StartsWith(NamePrefix ?? "", StringComparison.Ordinal)
        && (EventSourceArn is null || EventSourceArn == eventSourceArn)
        && (State is null || State == state);
}
