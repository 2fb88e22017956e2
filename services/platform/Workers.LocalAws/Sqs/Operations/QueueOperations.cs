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
        CheckName(name);
        var tags = call.Input.Map("tags");
        TagOperations.Check(tags, []);
        var queue = queues.Create(name, call.Input.Map("Attributes") ?? []);
        foreach (var (key, value) in tags ?? [])
            queue.Tags[key] = value;
        return WriteUrl(call, queue);
    }

    public ValueTask Delete(AwsCall call)
    {
        queues.Delete(call.Queue(queues));
        return default;
    }

    public ValueTask GetUrl(AwsCall call) => WriteUrl(call, queues.Get(call.Input.Required("QueueName")));

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

    private static void CheckName(string name)
    {
        if (name.EndsWith(".fifo", StringComparison.Ordinal))
            throw SqsError.Unsupported("LocalAws has no FIFO queues. Use a standard queue, or LocalStack or AWS for this one.");
        if (name.Length > 80 || name.AsSpan().ContainsAnyExcept(NameCharacters))
            throw SqsError.InvalidParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
    }
}
