namespace Packaging.Tests.Workflows;

/// <summary>The workflows of GitHub Actions, by their file names.</summary>
internal static class Workflow
{
    private const string Folder = ".github/workflows";

    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.GetFiles(Path.Combine(RepositoryFiles.Root, Folder)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static string Text(string file) => RepositoryFiles.Read($"{Folder}/{file}");

    public static Yaml Read(string file) => Yaml.Read($"{Folder}/{file}");

    public static IEnumerable<Yaml> Steps(string file) => Read(file)["jobs"].Map.Values.SelectMany(job => job["steps"].List);
}
