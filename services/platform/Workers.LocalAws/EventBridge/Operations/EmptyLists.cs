using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge.Operations;

/// <summary>Lists of resources that LocalAws does not have: tools ask for them, and expect an answer.</summary>
internal static class EmptyLists
{
    /// <summary>The operation that lists nothing.</summary>
    /// <param name="member">The member with the list: <c>Connections</c>.</param>
    public static AwsOperation Of(string member) => call =>
    {
        call.Output.WriteStartObject();
        call.Output.WriteStartArray(member);
        call.Output.WriteEndArray();
        call.Output.WriteEndObject();
        return default;
    };
}
