using System.Text.Json.Nodes;

namespace Store.Deploy.Tests.Synthesis;

/// <summary>A statement of a policy, of a role or of a resource.</summary>
internal sealed record Statement(
    Resource Of, string Sid, string Effect, IReadOnlyList<string> Actions, IReadOnlyList<string> Resources, JsonObject All)
{
    private static readonly string[] Documents = ["PolicyDocument", "AssumeRolePolicyDocument", "KeyPolicy", "RepositoryPolicyText"];

    public bool Allows => Effect == "Allow";

    /// <summary>The condition as JSON; empty when there is none.</summary>
    public string Condition => All[nameof(Condition)]?.ToJsonString() ?? "";

    /// <summary>Who is meant, as JSON; empty for a role's own policy.</summary>
    public string Principal => All[nameof(Principal)]?.ToJsonString() ?? "";

    /// <summary>All statements of a resource.</summary>
    public static IEnumerable<Statement> Read(Resource resource) =>
        from statement in Documents.SelectMany(document => resource.List($"{document}.Statement")).Concat(
            resource.List("Policies").SelectMany(policy => policy["PolicyDocument"]!["Statement"]!.AsArray()).Select(item => item!))
        let all = statement.AsObject()
        select new Statement(
            resource,
            all[nameof(Sid)]?.ToString() ?? "",
            all[nameof(Effect)]!.ToString(),
            Texts(all["Action"]),
            Texts(all["Resource"]),
            all);

    private static List<string> Texts(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => [.. list.Select(item => item!.ToString())],
        _ => [node.ToString()],
    };
}
