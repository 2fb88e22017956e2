using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Operations;

/// <summary>The tags of a queue.</summary>
internal sealed class TagOperations(QueueStore queues)
{
    public ValueTask Tag(AwsCall call)
    {
        var queue = call.Queue(queues);
        var tags = call.Input.Map("Tags") is { Count: > 0 } given ? given : throw SqsError.MissingParameter("Tags");
        Check(tags, queue.Tags.Keys);
        foreach (var (key, value) in tags)
            queue.Tags[key] = value;
        queues.Changes.Add();
        return default;
    }

    public ValueTask Untag(AwsCall call)
    {
        var queue = call.Queue(queues);
        foreach (var key in call.Input.Texts("TagKeys") is { Count: > 0 } keys ? keys : throw SqsError.MissingParameter("TagKeys"))
            queue.Tags.TryRemove(key, out _);
        queues.Changes.Add();
        return default;
    }

    public ValueTask List(AwsCall call)
    {
        var queue = call.Queue(queues);
        call.Output.WriteStartObject();
        if (!queue.Tags.IsEmpty)
        {
            call.Output.WriteStartObject("Tags");
            foreach (var (key, value) in queue.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
                call.Output.WriteString(key, value);
            call.Output.WriteEndObject();
        }

        call.Output.WriteEndObject();
        return default;
    }

    public static void Check(IReadOnlyDictionary<string, string>? tags, IEnumerable<string> present)
    {
        if (tags is null)
            return;
        if (tags.Keys.FirstOrDefault(key => key.Length is 0 or > 128) is not null)
            throw SqsError.InvalidParameter("Tag keys must be between 1 and 128 characters in length.");
        if (tags.Values.FirstOrDefault(value => value.Length > 256) is not null)
            throw SqsError.InvalidParameter("Tag values must be between 0 and 256 characters in length.");
        if (tags.Keys.Union(present).Count() > SqsLimits.MaximumTags)
            throw SqsError.InvalidParameter($"Too many tags: a queue can have at most {SqsLimits.MaximumTags}.");
    }
}
