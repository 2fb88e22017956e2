using System.Globalization;

namespace Packaging.Tests.Workflows;

/// <summary>The workflows of GitHub Actions, by their file names.</summary>
internal static class Workflow
{
    private const string Folder = ".github/workflows";

    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.GetFiles(Path.Combine(RepositoryFiles.Root, Folder)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static string Text(string file) => RepositoryFiles.Read($"{Folder}/{file}");

    public static Yaml Read(string file) => Yaml.Read($"{Folder}/{file}");

    public static int Number(Yaml node) => int.Parse(node.Text, CultureInfo.InvariantCulture);

    /// <summary>The scripts of a job, in their order.</summary>
    public static IReadOnlyList<string> Scripts(string file, string job) =>
        [.. Read(file)["jobs"][job]["steps"].List.Select(step => step["run"].Text)];

    public static IEnumerable<Yaml> Steps(string file) => Read(file)["jobs"].Map.Values.SelectMany(job => job["steps"].List);
}
