using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace Workers.Hosting.Tests.Observability;

/// <summary>What a collector makes of its files: variables filled in with their defaults, and one file laid over the other.</summary>
internal sealed partial class CollectorSettings
{
    private readonly Dictionary<object, object?> _root = [];

    public CollectorSettings(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            var text = Variable().Replace(
                ReadFile(file), variable => variable.Groups["default"] is { Success: true } value ? value.Value : "set");
            Lay(_root, new Deserializer().Deserialize<Dictionary<object, object?>>(text));
        }
    }

    /// <summary>All its pipelines, such as <c>traces/aws</c>.</summary>
    public IEnumerable<CollectorPipeline> Pipelines =>
        from pipeline in Map(Map(_root, "service"), "pipelines")
        let parts = (Dictionary<object, object?>)pipeline.Value!
        select new CollectorPipeline(
            (string)pipeline.Key, List(parts, "receivers"), List(parts, "processors"), List(parts, "exporters"));

    /// <summary>Extensions that are started.</summary>
    public IReadOnlyList<string> Extensions => List(Map(_root, "service"), "extensions");

    /// <summary>Components of a kind, such as <c>exporters</c>.</summary>
    public IReadOnlyList<string> Defined(string kind) => [.. Map(_root, kind).Keys.Cast<string>()];

    /// <summary>Settings of a component.</summary>
    public Dictionary<object, object?> Of(string kind, string component) => Map(Map(_root, kind), component);

    public static IEnumerable<string> Variables(string file) =>
        Variable().Matches(ReadFile(file)).Select(variable => variable.Groups["name"].Value);

    public static Dictionary<object, object?> Map(Dictionary<object, object?> parent, string key) =>
        parent.GetValueOrDefault(key) as Dictionary<object, object?> ?? [];

    public static IReadOnlyList<string> List(Dictionary<object, object?> parent, string key) =>
        [.. (parent.GetValueOrDefault(key) as List<object> ?? []).Cast<string>()];

    private static string ReadFile(string file) => RepositoryFiles.Read("deploy", "observability", "collector", file);

    // Maps are joined, and lists replaced.
    private static void Lay(Dictionary<object, object?> under, Dictionary<object, object?> over)
    {
        foreach (var (key, value) in over)
        {
            if (value is Dictionary<object, object?> map && under.GetValueOrDefault(key) is Dictionary<object, object?> there)
                Lay(there, map);
            else
                under[key] = value;
        }
    }

    [GeneratedRegex(@"\$\{env:(?<name>\w+)(:-(?<default>[^}]*))?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}

/// <summary>The way of one signal.</summary>
internal sealed record CollectorPipeline(
    string Name, IReadOnlyList<string> Receivers, IReadOnlyList<string> Processors, IReadOnlyList<string> Exporters)
{
    /// <summary><c>traces</c>, <c>metrics</c> or <c>logs</c>.</summary>
    public string Signal => Name.Split('/')[0];
}
