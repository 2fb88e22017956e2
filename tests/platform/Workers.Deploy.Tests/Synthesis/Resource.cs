using System.Text.Json.Nodes;

namespace Workers.Deploy.Tests.Synthesis;

/// <summary>A resource of a template.</summary>
/// <param name="Id">Its logical id.</param>
/// <param name="All">All of it, as it stands in the template.</param>
internal sealed record Resource(string Id, JsonObject All)
{
    public string Type => All[nameof(Type)]!.ToString();

    public JsonNode? this[string path] => path.Split('.').Aggregate(
        All["Properties"],
        (node, part) => node is JsonArray list ? list.ElementAtOrDefault(int.Parse(part)) : (node as JsonObject)?[part]);

    /// <summary>The policy statements of a role's policy, a queue or a bucket, as JSON by their Sid.</summary>
    public IEnumerable<JsonObject> Statements => this["PolicyDocument.Statement"]!.AsArray().Select(statement => statement!.AsObject());

    public string? Text(string path) => this[path] switch
    {
        null => null,
        JsonValue value => value.ToString(),
        var other => other.ToJsonString(),
    };

    public override string ToString() => Id;
}
