using System.Text.RegularExpressions;

namespace Packaging.Tests.Manual;

/// <summary>The names of test classes: a newcomer finds the tests of a class or a feature by its name.</summary>
public sealed partial class TestNameTests
{
    [Fact]
    public void A_class_with_tests_ends_in_Tests()
    {
        var files = Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        var misnamed =
            from file in files
            let parts = ClassStart().Split(File.ReadAllText(file))
            from index in Enumerable.Range(0, (parts.Length - 1) / 2)
            let name = parts[(2 * index) + 1]
            where Attribute().IsMatch(parts[(2 * index) + 2]) && !Name().IsMatch(name)
            select $"{Path.GetRelativePath(RepositoryFiles.Root, file)}: {name}";

        Assert.Empty(misnamed);
    }

    [GeneratedRegex(@"^(?:public|internal) [a-z ]*class (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ClassStart();

    [GeneratedRegex(@"^    \[(Fact|Theory)\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Attribute();

    [GeneratedRegex("Tests(On[A-Z][a-z]+)?$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Name();
}
