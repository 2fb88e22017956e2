using System.Text.Json.Nodes;

namespace Store.Deploy.Costs;

/// <summary>A resource of a template.</summary>
/// <param name="Stack">The stack's name.</param>
/// <param name="Id">Its logical id.</param>
/// <param name="Type">Its type, e.g. <c>AWS::SQS::Queue</c>.</param>
/// <param name="Properties">Its properties.</param>
internal sealed record TemplateResource(string Stack, string Id, string Type, JsonObject Properties)
{
    public decimal Number(string property, decimal otherwise = 0) =>
        Properties[property] is { } value ? decimal.Parse(value.ToString()) : otherwise;

    /// <summary>The items of a list; none if it is missing.</summary>
    public JsonArray List(string property) => Properties[property] as JsonArray ?? [];
}

/// <summary>The synthesized templates of an environment.</summary>
internal sealed class Templates(string folder)
{
    private const string Extension = ".template.json";

    public IReadOnlyList<TemplateResource> All { get; } =
    [
        .. from file in Directory.GetFiles(folder, "*" + Extension).Order(StringComparer.Ordinal)
           from resource in JsonNode.Parse(File.ReadAllText(file))!["Resources"]!.AsObject()
           select new TemplateResource(
               Path.GetFileName(file)[..^Extension.Length],
               resource.Key,
               resource.Value!["Type"]!.GetValue<string>(),
               resource.Value["Properties"]?.AsObject() ?? []),
    ];

    public IEnumerable<TemplateResource> Of(string type) => All.Where(resource => resource.Type == type);

    public int Count(string type) => Of(type).Count();
}
