using System.Buffers;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Operations;

/// <summary>Creates, deletes and lists queues.</summary>
internal sealed class QueueOperations(QueueStore queues)
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public ValueTask Create(AwsCall call)
    {
        var name = call.Input.Required("QueueName");
        var attributes = call.Input.Map("Attributes") ?? [];
        CheckName(name, "true".Equals(attributes.GetValueOrDefault(QueueAttributes.FifoQueue), StringComparison.OrdinalIgnoreCase));
        var tags = call.Input.Map("tags");
        TagOperations.Check(tags, []);
        var queue = queues.Create(name, attributes);
        foreach (var (key, value) in tags ?? [])
            queue.Tags[key] = value;
        if (tags is { Count: > 0 })
            queues.Changes.Add();
        return WriteUrl(call, queue);
    }

    public ValueTask Delete(AwsCall call)
    {
        queues.Delete(call.Queue(queues));
        return default;
    }

    public ValueTask GetUrl(AwsCall call)
    {
        queues.CheckAccount(call.Input.Text("QueueOwnerAWSAccountId"));
        return WriteUrl(call, queues.Get(call.Input.Required("QueueName")));
    }

    public ValueTask List(AwsCall call)
    {
        var prefix = call.Input.Text("QueueNamePrefix") ?? "";
        Paging.WriteUrls(call, queues, queues.All.Where(queue => queue.Name.StartsWith(prefix, StringComparison.Ordinal)), "QueueUrls");
        return default;
    }

    public ValueTask ListDeadLetterSources(AwsCall call)
    {
        Paging.WriteUrls(call, queues, queues.SourcesOf(call.Queue(queues)), "queueUrls");
        return default;
    }

    public ValueTask Purge(AwsCall call)
    {
        call.Queue(queues).Purge();
        return default;
    }

    private ValueTask WriteUrl(AwsCall call, MessageQueue queue)
    {
        call.Output.WriteStartObject();
        call.Output.WriteString("QueueUrl", queues.UrlOf(queue, call.BaseUrl));
        call.Output.WriteEndObject();
        return default;
    }

    private static void CheckName(string name, bool isFifo)
    {
        var stem = isFifo && QueueStore.IsFifo(name) ? name[..name.LastIndexOf('.')] : name;
        if (name.Length > 80 || stem.AsSpan().ContainsAnyExcept(NameCharacters) || (isFifo && !QueueStore.IsFifo(name)))
        {
            throw SqsError.InvalidParameter(isFifo
                ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix "
                    + "and be 1 to 80 in length"
                : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }
    }
}
