using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Packaging.Tests;

/// <summary>A node of a YAML file: a map, a list or a text; what is not there is empty.</summary>
internal sealed class Yaml(object? node)
{
    public static Yaml Read(string file)
    {
        using var text = new StringReader(RepositoryFiles.Read(file));
        return new Yaml(new Deserializer().Deserialize<object>(new MergingParser(new Parser(text))));
    }

    public bool Exists => node is not null;

    public string Text => node as string ?? "";

    public IReadOnlyDictionary<string, Yaml> Map =>
        (node as Dictionary<object, object?> ?? []).ToDictionary(item => (string)item.Key, item => new Yaml(item.Value), StringComparer.Ordinal);

    public IReadOnlyList<Yaml> List => [.. (node as List<object?> ?? []).Select(item => new Yaml(item))];

    public IReadOnlyList<string> Texts => [.. List.Select(item => item.Text)];

    public Yaml this[string key] => Map.GetValueOrDefault(key) ?? new Yaml(null);
}
