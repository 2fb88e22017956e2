using System.Text.Json.Nodes;

namespace Store.Deploy.Tests.Synthesis;

/// <summary>A resource of a template.</summary>
/// <param name="Stack">The stack's name.</param>
/// <param name="Id">Its logical id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Properties">Its properties, filled in.</param>
/// <param name="Raw">All of it, as it stands in the template.</param>
internal sealed record Resource(string Stack, string Id, string Type, JsonObject Properties, JsonObject Raw)
{
    /// <summary>What messages of failed tests call it.</summary>
    public string Name => $"{Stack}.{Id}";

    /// <summary>A property as text; null when it is not there.</summary>
    /// <param name="path">Such as <c>RedrivePolicy.maxReceiveCount</c> or <c>Targets.0.Arn</c>.</param>
    public string? Text(string path) => Find(path)?.ToString();

    /// <summary>Items of a property that is a list; none when it is not there.</summary>
    public IReadOnlyList<JsonNode> List(string path) => [.. (Find(path) as JsonArray ?? []).Select(item => item!)];

    public JsonNode? Find(string path) => path.Split('.').Aggregate(
        (JsonNode?)Properties,
        (node, part) => node is JsonArray list ? list.ElementAtOrDefault(int.Parse(part)) : (node as JsonObject)?[part]);

    public override string ToString() => Name;
}
