using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Workers.LocalAws.DeadLetters;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Hosting;

/// <summary>
/// <c>GET /_localaws/topology</c>, the buses, rules and queues with their counters, and <c>GET /_localaws/queues/{name}/messages</c>, the
/// messages of one queue. Both change nothing: viewing a message does not receive it. A queue with the tag <see cref="HiddenTag"/> belongs
/// to a tool: the topology omits it, and rules that have no other target.
/// </summary>
internal sealed class TopologyPages(BusStore buses, QueueStore queues, DeadLetterQueues deadLetters, MessageJson json)
{
    /// <summary>The tag of a queue that the topology omits, with any value.</summary>
    public const string HiddenTag = "localaws:hidden";

    private const string Json = "application/json";

    /// <summary>Maximum number of shown messages of one queue, the oldest first.</summary>
    private const int MaximumMessages = 100;

    /// <summary>Limit for the bodies of a response, for queues with large messages; further messages are omitted.</summary>
    private const int MaximumBodyBytes = 4 * 1024 * 1024;

    public Task ShowAsync(HttpContext context) => AwsErrors.WriteJsonAsync(context, Json, writer =>
    {
        writer.WriteStartArray("buses");
        foreach (var bus in buses.All)
            Write(writer, bus);
        writer.WriteEndArray();
        writer.WriteStartArray("queues");
        var deadLetterArns = deadLetters.Arns();
        foreach (var queue in queues.All.Where(queue => !queue.Tags.ContainsKey(HiddenTag)))
            TryWrite(writer, queue, deadLetterArns.Contains(queue.Arn));
        writer.WriteEndArray();
    });

    public Task ShowMessagesAsync(HttpContext context, string name)
    {
        try
        {
            var queue = queues.Get(name);
            var (counts, messages) = (queue.Counts, queue.Look(MaximumMessages));
            return AwsErrors.WriteJsonAsync(context, Json, writer =>
            {
                writer.WriteString("queue", queue.Name);
                writer.WriteNumber("count", counts.Visible + counts.InFlight + counts.Delayed);
                writer.WriteStartArray("messages");
                var left = MaximumBodyBytes;
                foreach (var message in messages.TakeWhile(_ => left > 0))
                {
                    writer.WriteStartObject();
                    json.Write(writer, message);
                    writer.WriteEndObject();
                    left -= message.Content.Bytes;
                }

                writer.WriteEndArray();
            });
        }
        catch (AwsException)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return AwsErrors.WriteJsonAsync(context, Json, writer => writer.WriteString("message", $"There is no queue '{name}'."));
        }
    }

    private bool IsHidden(EventRule rule) =>
        rule.Targets.Count > 0 && rule.Targets.All(target => queues.FindByArn(target.Arn)?.Tags.ContainsKey(HiddenTag) == true);

    private void Write(Utf8JsonWriter writer, EventBus bus)
    {
        writer.WriteStartObject();
        writer.WriteString("name", bus.Name);
        writer.WriteNumber("events", bus.Events.Count);
        writer.WriteStartArray("sources");
        foreach (var (source, events) in bus.Sources.All)
        {
            writer.WriteStartObject();
            writer.WriteString("source", source);
            writer.WriteNumber("events", events);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("eventsOfOtherSources", bus.Sources.Others);
        writer.WriteStartArray("rules");
        foreach (var (_, rule) in bus.Rules.Where(rule => !IsHidden(rule.Value)))
        {
            writer.WriteStartObject();
            writer.WriteString("name", rule.Name);
            writer.WriteBoolean("enabled", rule.IsEnabled);
            writer.WriteString("pattern", rule.PatternText);
            writer.WriteNumber("matched", rule.Matches.Count);
            writer.WriteStartArray("targets");
            foreach (var target in rule.Targets)
                writer.WriteStringValue(target.Arn);
            writer.WriteEndArray();
            writer.WriteStartArray("deadLetterQueues");
            foreach (var arn in rule.Targets.Select(target => target.DeadLetterArn).OfType<string>().Distinct(StringComparer.Ordinal))
                writer.WriteStringValue(arn);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void TryWrite(Utf8JsonWriter writer, MessageQueue queue, bool isDeadLetterQueue)
    {
        QueueTraffic traffic;
        try
        {
            traffic = queue.Traffic;
        }
        catch (AwsException)
        {
            // The queue was deleted meanwhile.
            return;
        }

        var redrive = queue.Settings.Redrive;
        writer.WriteStartObject();
        writer.WriteString("name", queue.Name);
        writer.WriteString("arn", queue.Arn);
        writer.WriteNumber("visible", traffic.Counts.Visible);
        writer.WriteNumber("inFlight", traffic.Counts.InFlight);
        writer.WriteNumber("delayed", traffic.Counts.Delayed);
        writer.WriteNumber("sent", traffic.Sent);
        writer.WriteNumber("deleted", traffic.Deleted);
        if (traffic.OldestAt is { } oldest)
            writer.WriteString("oldestAt", oldest);
        writer.WriteBoolean("isDeadLetterQueue", isDeadLetterQueue);
        if (redrive is not null)
        {
            writer.WriteString("deadLetterQueue", queues.FindByArn(redrive.DeadLetterTargetArn)?.Name);
            writer.WriteNumber("maxReceiveCount", redrive.MaxReceiveCount);
        }

        writer.WriteEndObject();
    }
}
