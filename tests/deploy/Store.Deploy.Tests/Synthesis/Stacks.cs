using System.Text.Json.Nodes;

namespace Store.Deploy.Tests.Synthesis;

/// <summary>
/// Templates, with what CloudFormation would fill in filled in: names instead of references, in region REGION of account ACCOUNT, with images
/// of account REGISTRY if that is another one.
/// </summary>
internal sealed class Stacks
{
    private readonly Dictionary<string, JsonObject> _templates;

    public Stacks(string folder, string environment, ServiceFolders services)
    {
        (Environment, Services) = (environment, services);
        Files = [.. Directory.GetFiles(folder, "*.template.json").Order(StringComparer.Ordinal)];
        _templates = Files.ToDictionary(
            file => Path.GetFileName(file).Replace(".template.json", "", StringComparison.Ordinal),
            file => JsonNode.Parse(Anonymous(File.ReadAllText(file), environment))!.AsObject(),
            StringComparer.Ordinal);
        Resources =
        [
            .. from template in _templates
               from resource in template.Value[nameof(Resources)]!.AsObject()
               let properties = resource.Value!["Properties"]?.AsObject() ?? []
               select new Resource(
                   template.Key,
                   resource.Key,
                   resource.Value["Type"]!.GetValue<string>(),
                   Fill(template.Key, properties)!.AsObject(),
                   resource.Value.AsObject()),
        ];
    }

    public string Environment { get; }

    public ServiceFolders Services { get; }

    /// <summary>The template files.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>All resources of all stacks.</summary>
    public IReadOnlyList<Resource> Resources { get; }

    public IEnumerable<string> Names => _templates.Keys;

    public IEnumerable<Resource> Of(string type) => Resources.Where(resource => resource.Type == type);

    public IEnumerable<Resource> In(string stack, string type) => Of(type).Where(resource => resource.Stack == $"{Environment}-{stack}");

    /// <summary>The one resource of a type that a service's stack has.</summary>
    public Resource One(string service, string type) => Assert.Single(In(service, type));

    public ServiceFolder Worker(string name) => Services.Workers.Single(worker => worker.Name == name);

    private static string Anonymous(string template, string environment) => template
        .Replace(Accounts.Region, "REGION", StringComparison.Ordinal)
        .Replace(Accounts.Production, "ACCOUNT", StringComparison.Ordinal)
        .Replace(Accounts.Development, environment == "prod" ? "REGISTRY" : "ACCOUNT", StringComparison.Ordinal);

    private JsonNode? Fill(string stack, JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } only when Reference(stack, only.Single()) is { } text => JsonValue.Create(text),
        JsonObject parent => new JsonObject(parent.Select(member => KeyValuePair.Create(member.Key, Fill(stack, member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(item => Fill(stack, item))]),
        _ => node?.DeepClone(),
    };

    private string? Reference(string stack, KeyValuePair<string, JsonNode?> member) => member.Key switch
    {
        "Ref" => NameOf(stack, member.Value!.GetValue<string>()),
        "Fn::Join" => string.Join(
            member.Value![0]!.GetValue<string>(), member.Value[1]!.AsArray().Select(part => Fill(stack, part)!.ToString())),
        "Fn::GetAtt" => Attribute(stack, member.Value![0]!.GetValue<string>(), member.Value[1]!.GetValue<string>()),
        "Fn::ImportValue" => Import(member.Value!.GetValue<string>()),
        "Fn::Select" or "Fn::GetAZs" or "Fn::Split" => member.Value!.ToJsonString(),
        _ => null,
    };

    private string NameOf(string stack, string id) => id switch
    {
        "AWS::Partition" => "aws",
        "AWS::Region" => "REGION",
        "AWS::AccountId" => "ACCOUNT",
        "AWS::URLSuffix" => "amazonaws.com",
        _ => NameIn(stack, id) ?? ParameterIn(stack, id) ?? $"{stack}.{id}",
    };

    private string Attribute(string stack, string id, string attribute) => (TypeOf(stack, id), attribute) switch
    {
        ("AWS::SQS::Queue", "Arn") => $"arn:aws:sqs:REGION:ACCOUNT:{NameIn(stack, id)}",
        ("AWS::ECS::Service", "Name") => NameIn(stack, id)!,
        _ => $"{stack}.{id}.{attribute}",
    };

    private string Import(string export)
    {
        var stack = export.Split(':')[0];
        return (from output in _templates[stack]["Outputs"]!.AsObject()
                where output.Value!["Export"]?["Name"]?.GetValue<string>() == export
                select Fill(stack, output.Value!["Value"])!.ToString()).Single();
    }

    /// <summary>The value of the SSM parameter that a parameter of the template is read from.</summary>
    private string? ParameterIn(string stack, string id) =>
        _templates[stack]["Parameters"]?[id] is { } parameter && parameter["Type"]!.ToString() == "AWS::SSM::Parameter::Value<String>"
            ? (from template in _templates
               where template.Key.StartsWith(Environment + "-", StringComparison.Ordinal)
               from resource in template.Value[nameof(Resources)]!.AsObject()
               let properties = resource.Value!["Properties"]
               where resource.Value["Type"]!.ToString() == "AWS::SSM::Parameter" && properties!["Name"]!.ToString() == parameter["Default"]!.ToString()
               select Fill(template.Key, properties!["Value"])!.ToString()).Single()
            : null;

    private string? TypeOf(string stack, string id) => _templates[stack][nameof(Resources)]![id]?["Type"]?.GetValue<string>();

    private string? NameIn(string stack, string id)
    {
        var properties = _templates[stack][nameof(Resources)]![id]?["Properties"];
        var name = TypeOf(stack, id) switch
        {
            "AWS::SQS::Queue" => properties?["QueueName"],
            "AWS::Events::EventBus" => properties?["Name"],
            "AWS::ECS::Cluster" => properties?["ClusterName"],
            "AWS::ECS::Service" => properties?["ServiceName"],
            "AWS::Logs::LogGroup" => properties?["LogGroupName"],
            _ => null,
        };
        return name?.GetValue<string>();
    }
}
