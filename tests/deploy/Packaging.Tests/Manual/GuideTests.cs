using System.Text.RegularExpressions;

namespace Packaging.Tests.Manual;

/// <summary>The C# code of the guides is code that is compiled and tested: each block is a run of lines of a source file.</summary>
public sealed partial class GuideTests
{
    private const string Folder = "services/platform/docs";

    private static readonly Lazy<IReadOnlyList<string[]>> Sources = new(() =>
    [
        .. new[] { "services", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !BuildOutput().IsMatch(file))
            .Select(file => Lines(File.ReadAllText(file))),
    ]);

    public static TheoryData<string, string> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, string>();
            foreach (var page in Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, Folder), "*.md").Order(StringComparer.Ordinal))
            {
                foreach (Match block in CSharp().Matches(File.ReadAllText(page)))
                    blocks.Add(Path.GetFileName(page), block.Groups["code"].Value);
            }

            return blocks;
        }
    }

    [Theory, MemberData(nameof(Blocks))]
    public void A_block_of_code_is_part_of_a_source_file(string page, string code)
    {
        var lines = Lines(code);

        Assert.True(
            Sources.Value.Any(source => Enumerable.Range(0, Math.Max(0, source.Length - lines.Length + 1))
                .Any(start => source.AsSpan(start, lines.Length).SequenceEqual(lines))),
            $"{page}: no source file has these lines, one after the other:\n{code}");
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^ *```csharp\n(?<code>.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CSharp();

    [GeneratedRegex(@"/(bin|obj)/", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BuildOutput();
}
