using System.Collections.Immutable;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge.Operations;

/// <summary>The tags of buses and rules.</summary>
internal sealed class TagOperations(BusStore buses)
{
    private const int MaximumTags = 50;

    public ValueTask Tag(AwsCall call)
    {
        var tags = Read(call.Input);
        Change(call, present => present.SetItems(tags));
        return default;
    }

    public ValueTask Untag(AwsCall call)
    {
        var keys = call.Input.Texts("TagKeys") ?? [];
        Change(call, present => present.RemoveRange(keys));
        return default;
    }

    public ValueTask List(AwsCall call)
    {
        var (bus, rule) = buses.Resource(call.Input.Required("ResourceARN"));
        call.Output.WriteStartObject();
        call.Output.WriteStartArray("Tags");
        foreach (var (key, value) in rule is null ? bus.Tags : bus.Rule(rule).Tags)
        {
            call.Output.WriteStartObject();
            call.Output.WriteString("Key", key);
            call.Output.WriteString("Value", value);
            call.Output.WriteEndObject();
        }

        call.Output.WriteEndArray();
        call.Output.WriteEndObject();
        return default;
    }

    public static Dictionary<string, string> Read(AwsInput input)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (index, tag) in (input.Structures("Tags") ?? []).Index())
        {
            var place = $"tags.{index + 1}.member.";
            tags[tag.Required("Key", place, maximum: 128)] = tag.Optional("Value", 256, place) ?? "";
        }

        return tags;
    }

    private void Change(AwsCall call, Func<ImmutableSortedDictionary<string, string>, ImmutableSortedDictionary<string, string>> change)
    {
        var (bus, rule) = buses.Resource(call.Input.Required("ResourceARN"));
        if (rule is null)
            bus.ChangeTags(present => Checked(change(present)));
        else
            bus.Change(rule, present => present with { Tags = Checked(change(present.Tags)) });
    }

    private static ImmutableSortedDictionary<string, string> Checked(ImmutableSortedDictionary<string, string> tags) =>
        tags.Count <= MaximumTags ? tags : throw EventBridgeError.LimitExceeded($"A resource can have at most {MaximumTags} tags.");
}
