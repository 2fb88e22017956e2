using System.Text.RegularExpressions;

namespace Packaging.Tests.Manual;

/// <summary>The links between the READMEs.</summary>
public sealed partial class LinkTests
{
    private static readonly string[] Skipped = ["bin", "obj", "node_modules", "TestResults", ".git", ".data"];

    public static TheoryData<string> Files => [.. Find(RepositoryFiles.Root).Select(file => Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/'))];

    [Theory, MemberData(nameof(Files))]
    public void A_link_leads_to_a_file_or_a_heading_that_is_there(string file)
    {
        var folder = Path.GetDirectoryName(Path.Combine(RepositoryFiles.Root, file))!;
        var broken =
            from Match link in Link().Matches(Text(Path.Combine(RepositoryFiles.Root, file)))
            let target = link.Groups["path"].Value
            let path = target.Length == 0 ? Path.Combine(RepositoryFiles.Root, file) : Path.GetFullPath(Path.Combine(folder, target))
            where !Leads(path, link.Groups["heading"].Value)
            select link.Value;

        Assert.Empty(broken);
    }

    private static IEnumerable<string> Find(string folder) => Directory.GetFiles(folder, "*.md").Concat(
        Directory.GetDirectories(folder).Where(one => !Skipped.Contains(Path.GetFileName(one), StringComparer.Ordinal)).SelectMany(Find));

    private static bool Leads(string path, string heading)
    {
        if (heading.Length == 0)
            return File.Exists(path) || Directory.Exists(path);
        var file = Directory.Exists(path) ? Path.Combine(path, "README.md") : path;
        return File.Exists(file) && Heading().Matches(Text(file)).Any(one => Anchor(one.Groups["text"].Value) == heading);
    }

    /// <summary>Of a heading, as GitHub makes it.</summary>
    private static string Anchor(string heading) => NotInAnchor().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static string Text(string file) => Code().Replace(File.ReadAllText(file), "");

    [GeneratedRegex("```.*?```", RegexOptions.Singleline, 10_000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?![a-z]+:)(?<path>[^)\s#]*)(#(?<heading>[^)\s]+))?\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, 10_000)]
    private static partial Regex NotInAnchor();
}
